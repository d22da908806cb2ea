package io.cinclus.standalone.cli;

import picocli.CommandLine.Command;

/** Groups what is done with standing queries. */
@Command(
    name = "standing",
    description = "Register, list and drop standing queries of a running Cinclus.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StandingDropCommand.class,
      StandingListCommand.class,
      StandingRegisterCommand.class
    })
final class StandingCommand {}
