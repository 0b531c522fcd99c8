"""Strangers' bytes are parsed in children that can be killed: `pool` is the parent, `worker` the child."""
