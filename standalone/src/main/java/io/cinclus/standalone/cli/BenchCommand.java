package io.cinclus.standalone.cli;

import picocli.CommandLine.Command;

/** Groups the measurements. */
@Command(
    name = "bench",
    description = "Measure.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchAccessCommand.class,
      BenchAnomalyCommand.class,
      BenchEngineCommand.class,
      BenchGrowingCommand.class,
      BenchStandingCommand.class
    })
final class BenchCommand {}
