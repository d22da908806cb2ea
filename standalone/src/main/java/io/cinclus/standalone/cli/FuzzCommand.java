package io.cinclus.standalone.cli;

import picocli.CommandLine.Command;

/** Groups the fuzzers. */
@Command(
    name = "fuzz",
    description = "Try random input.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = FuzzEngineCommand.class)
final class FuzzCommand {}
