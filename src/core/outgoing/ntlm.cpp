#include "outgoing/ntlm.hpp"

#include <optional>

#include "base/text.hpp"
#include "security/ntlm.hpp"

namespace zato::outgoing {
namespace {

constexpr std::string_view kScheme = "NTLM ";
constexpr const char* kLoggedIn = "ntlm";

std::optional<std::string> challenge_of(const http::ClientResponse& answer) {
  for (const auto& [name, value] : answer.fields) {
    if (!base::iequals(name, "WWW-Authenticate") || value.size() <= kScheme.size()) continue;
    if (base::iequals(std::string_view(value).substr(0, kScheme.size()), kScheme))
      return base::base64_decode(base::trim(std::string_view(value).substr(kScheme.size())));
  }
  return std::nullopt;
}

http::ClientRequest with(http::ClientRequest request, const std::string& message) {
  request.headers.emplace_back("Authorization", std::string(kScheme) + base::base64_encode(message));
  return request;
}

}  // namespace

base::Result<http::ClientResponse> send_with_ntlm(http::Client& client, const objects::Ntlm& definition,
                                                  const http::ClientRequest& request, rt::Deadline deadline) {
  ZATO_TRY(auto lease, client.acquire(deadline));
  if (lease.note() == kLoggedIn) {
    ZATO_TRY(auto answer, lease.exchange(request, deadline));
    if (answer.status != 401 || !lease.reusable()) return answer;
    lease.note().clear();
  }
  auto first = with(request, security::ntlm_negotiate());
  first.body.clear();  // it is sent once, when the server knows who sends it
  ZATO_TRY(auto greeting, lease.exchange(first, deadline));
  const auto challenge = challenge_of(greeting);
  if (greeting.status != 401 || !challenge || !lease.reusable()) return greeting;
  ZATO_TRY(const auto message, security::ntlm_authenticate(*challenge, {.username = definition.username,
                                                                        .password = definition.password,
                                                                        .nonce = base::random_bytes(8),
                                                                        .now = security::ntlm_now()}));
  ZATO_TRY(auto answer, lease.exchange(with(request, message), deadline));
  if (answer.status != 401) lease.note() = kLoggedIn;
  return answer;
}

}  // namespace zato::outgoing
