"""The version of the engine: it changes when any mark could."""

ENGINE_VERSION = "3"
