"""News briefings and exactly quoted answers for chat teams; ARCHITECTURE.md is the map."""
