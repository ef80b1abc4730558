//! What people can do: read, check, decide, commit, tell.
