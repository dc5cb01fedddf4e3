#pragma once
// TCP ports on 127.0.0.1 for servers that are started here.

namespace pay200::dev {

/// Nobody listens on it now. Below 32768, where the kernel takes the ports of outgoing connections
/// from. Two programs that look at the same moment may rarely find the same one.
int find_free_port();

bool is_port_free(int port);

}  // namespace pay200::dev
