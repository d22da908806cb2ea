package io.cinclus.standalone.cli;

import picocli.CommandLine.Command;

/** Groups the measurements. */
@Command(
    name = "bench",
    description = "Measure.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchEngineCommand.class, BenchGrowingCommand.class})
final class BenchCommand {}
