#include "cli/admin_http.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace zato::cli {

using base::Code;
using base::Result;
using nlohmann::json;

namespace {

Code code_of(int status) {
  switch (status) {
    case 400:
      return Code::kInvalidArgument;
    case 401:
      return Code::kUnauthenticated;
    case 403:
      return Code::kPermissionDenied;
    case 404:
      return Code::kNotFound;
    case 409:
      return Code::kConflict;
    case 429:
      return Code::kResourceExhausted;
    case 501:
      return Code::kUnsupported;
    case 502:
    case 503:
      return Code::kUnavailable;
    case 504:
      return Code::kTimeout;
    default:
      return Code::kInternal;
  }
}

json member(const json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object[key] : json();
}

std::string plain(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array() && value.size() == 1) return plain(value.front());
  return value.is_null() ? std::string() : value.dump();
}

base::Failure refusal(const http::ClientResponse& response, const json& body) {
  auto details = plain(member(member(body, "zato_env"), "details"));
  if (details.empty()) details = plain(member(body, "details"));
  if (details.empty()) details = std::string(base::trim(response.body));
  const auto code = response.status == 200 ? Code::kInternal : code_of(response.status);
  if (code == Code::kUnauthenticated) details += "; are the user and the password those of an admin definition?";
  return base::fail(code, fmt::format("the server answered with status {}: {}", response.status, details));
}

// {"zato_…_response": body, "_meta": …, "zato_env": …} -> body
json without_element(json answer) {
  if (!answer.is_object()) return answer;
  for (auto& [key, value] : answer.items()) {
    if (key.starts_with("zato_") && key.ends_with("_response")) return std::move(value);
  }
  return answer;
}

std::string basic_auth(const AdminHttp& target) {
  return "Basic " + base::base64_encode(target.user + ":" + target.password.reveal());
}

class HttpClient final : public AdminClient {
 public:
  explicit HttpClient(AdminHttp target) : target_(std::move(target)) {}

  Result<json> try_call(const std::string& service, const json& input) override {
    std::string payload;
    try {
      payload = input.dump();
    } catch (const json::type_error&) {
      return base::fail(Code::kInvalidArgument, "the input is not valid UTF-8 text");
    }
    const json request{{"name", service},
                       {"payload", base::base64_encode(payload)},
                       {"data_format", "json"},
                       {"skip_response_elem", true}};
    ZATO_TRY(const auto answer, post_admin(target_, request));
    if (!answer.response || answer.response->empty()) return json();
    auto body = json::parse(*answer.response, nullptr, false);
    if (body.is_discarded()) return base::fail(Code::kCorrupt, service + " did not answer with JSON");
    return without_element(std::move(body));
  }

 private:
  const AdminHttp target_;
};

}  // namespace

Result<AdminAnswer> post_admin(const AdminHttp& target, const json& request,
                               const std::map<std::string, std::string>& headers) {
  http::ClientRequest post{.method = "POST",
                           .target = target.url_path,
                           .headers = {{"Content-Type", "application/json"}, {"Authorization", basic_auth(target)}},
                           .body = request.dump()};
  for (const auto& header : headers) {
    std::erase_if(post.headers, [&](const auto& ours) { return base::iequals(ours.first, header.first); });
    post.headers.emplace_back(header);
  }
  http::Client client({.host = target.host, .port = target.port, .tls = target.tls});
  ZATO_TRY(const auto response, client.send(post, rt::Deadline::after(target.timeout)));
  const auto body = json::parse(response.body, nullptr, false);
  const auto result = plain(member(member(body, "zato_env"), "result"));
  if (response.status != 200 || (!result.empty() && result != "ZATO_OK")) return refusal(response, body);

  AdminAnswer answer{.cid = std::string(response.header("X-Zato-CID")), .response = {}};
  auto encoded = member(member(body, "zato_service_invoke_response"), "response");
  if (encoded.is_null()) encoded = member(body, "response");
  if (!encoded.is_string()) return answer;
  answer.response = base::base64_decode(encoded.get<std::string>()).value_or(encoded.get<std::string>());
  return answer;
}

std::unique_ptr<AdminClient> make_http_client(AdminHttp target) {
  return std::make_unique<HttpClient>(std::move(target));
}

}  // namespace zato::cli
