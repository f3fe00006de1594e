// Requests to servers that want NTLM: it logs in connections, not requests. Fibers of the loop.
#pragma once

#include "http/client.hpp"
#include "objects/ntlm.hpp"

namespace zato::outgoing {

// Sends the request on a connection that is logged in, or logs one in first. A status of 401 is what is left when the
// server does not take the password.
base::Result<http::ClientResponse> send_with_ntlm(http::Client& client, const objects::Ntlm& definition,
                                                  const http::ClientRequest& request, rt::Deadline deadline);

}  // namespace zato::outgoing
