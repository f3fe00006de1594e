// Principal: on whose behalf a service runs, however deep in invocations of others: the channel of the outermost call,
// with the security definition that its caller matched. A service that is invoked by another one sees Channel::invoke;
// those that must know who is behind it look here.
#pragma once

#include <memory>
#include <string>

#include "zato/runtime.hpp"

namespace zato::service {

struct Principal {
  std::shared_ptr<const zato::Channel> channel = {};  // null: no channel, so nobody in particular
  std::string address = {};                           // of the client, where there is one
};

// Of a call that runs now. Nobody in particular when the call was not made by the invoker.
Principal principal_of(const zato::Call& call);

// How zato.service.invoke and its like ask an admin service for its answer inside an element
// ("zato_http_soap_get_list_response"): a key of the call's environ.
inline constexpr const char* kWantsElement = "zato.wants-response-element";
// The same for its opposite: services whose answers have an element by themselves, such as {"response": …}, leave it out.
inline constexpr const char* kSkipsElement = "zato.skips-response-element";

}  // namespace zato::service
