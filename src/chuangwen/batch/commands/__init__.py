"""The subcommands of `chuangwen`, a module each: `add_arguments(parser)` and `run(options) -> int`."""
