#include "http/client.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "http/message.hpp"
#include "http/octets.hpp"

namespace zato::http {
namespace {

using base::Code;

bool is_idempotent(std::string_view method) {
  static constexpr std::array<std::string_view, 5> kSafeToRepeat = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
  return std::find(kSafeToRepeat.begin(), kSafeToRepeat.end(), method) != kSafeToRepeat.end();
}

bool is_set_by_client(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kOurs = {"content-length", "transfer-encoding", "connection",
                                                            "expect"};
  return std::any_of(kOurs.begin(), kOurs.end(), [&](std::string_view one) { return base::iequals(one, name); });
}

std::string address_of(const ClientOptions& options) {
  if (!options.unix_path.empty()) return options.unix_path;
  const bool literal = options.host.find(':') != std::string::npos;
  return (literal ? "[" + options.host + "]" : options.host) + ":" + std::to_string(options.port);
}

// Whether a connection that has lain idle is still good: nothing has come (a server that gave up says so by an end).
bool is_silent(rt::ByteStream& stream) {
  char byte;
  const auto n = stream.read_some({&byte, 1}, rt::Deadline::after(std::chrono::seconds(0)));
  return !n && n.error().code == Code::kTimeout;
}

}  // namespace

Client::Client(ClientOptions options) : options_(std::move(options)), address_(address_of(options_)) {}

base::Error Client::name_failure(const ClientRequest& request, base::Error cause) const {
  const Code code = cause.code;
  const std::string path = request.target.substr(0, request.target.find('?'));  // a query may hold secrets
  return base::wrap(code, address_ + ": " + request.method + " " + path, std::move(cause));
}

base::Result<std::string> Client::render(const ClientRequest& request) const {
  const auto refuse = [](std::string why) { return base::fail(Code::kInvalidArgument, std::move(why)); };
  if (!is_token(request.method)) return refuse("the method is not a token");
  const bool clean_target =
      std::all_of(request.target.begin(), request.target.end(), [](char c) { return is_octet(c, kTargetOctet); });
  if (request.target.empty() || !clean_target) return refuse("the target is not a path");

  std::string out = request.method + " " + request.target + " HTTP/1.1\r\n";
  bool has_host = false;
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return refuse("the name of a header is not a token");
    if (!is_field_value(value)) return refuse("header " + name + ": control character in the value");
    if (is_set_by_client(name)) return refuse("header " + name + ": set by the client only");
    has_host = has_host || base::iequals(name, "host");
    ((out += name) += ": ") += value;
    out += "\r\n";
  }
  if (!has_host) out += "Host: " + (options_.unix_path.empty() ? address_ : "localhost") + "\r\n";
  const bool takes_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (takes_body || !request.body.empty()) out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  out += "\r\n";
  out += request.body;
  return out;
}

base::Result<Client::Stream> Client::connect(rt::Deadline deadline) const {
  deadline = deadline.earlier(rt::Deadline::after(options_.connect_timeout));
  auto socket = options_.unix_path.empty() ? rt::connect_tcp(options_.host, options_.port, deadline)
                                           : rt::connect_unix(options_.unix_path, deadline);
  if (!socket) return base::fail(std::move(socket.error()));
  if (!options_.tls) return Stream(std::move(*socket));
  auto tls = std::make_unique<rt::TlsStream>(options_.tls, std::move(*socket),
                                             options_.server_name.empty() ? options_.host : options_.server_name);
  ZATO_CHECK(tls->handshake(deadline));
  return Stream(std::move(tls));
}

Client::Stream Client::take_idle() {
  const auto oldest = base::Monotonic::now() - options_.idle_timeout;
  std::erase_if(idle_, [&](const Idle& one) { return one.since < oldest; });
  while (!idle_.empty()) {
    Stream stream = std::move(idle_.back().stream);
    idle_.pop_back();
    if (is_silent(*stream)) return stream;
  }
  return nullptr;
}

base::Result<ClientResponse> Client::send(const ClientRequest& request, rt::Deadline deadline) {
  const auto bytes = render(request);
  if (!bytes) return base::fail(name_failure(request, bytes.error()));
  if (Stream kept = take_idle()) {
    bool answered = false;
    auto response = exchange(std::move(kept), request, *bytes, deadline, answered);
    const bool lost =
        !response && !answered && response.error().code != Code::kTimeout && response.error().code != Code::kCancelled;
    if (!lost || !is_idempotent(request.method)) return response;
  }
  auto fresh = connect(deadline);
  if (!fresh) return base::fail(name_failure(request, std::move(fresh.error())));
  bool answered = false;
  return exchange(std::move(*fresh), request, *bytes, deadline, answered);
}

base::Result<ClientResponse> Client::exchange(Stream stream, const ClientRequest& request, const std::string& bytes,
                                              rt::Deadline deadline, bool& answered) {
  ResponseReader reader(request.method == "HEAD", options_.body_limit);
  auto written = stream->write_all(bytes, deadline);
  // A server that refuses a request may answer and close before it has read all of it: its reason is worth more than
  // ours.
  const auto failure = [&](base::Error error) {
    answered = reader.started();
    return base::fail(name_failure(request, !written && !answered ? std::move(written.error()) : std::move(error)));
  };
  if (!written && written.error().code == Code::kTimeout) return failure(written.error());
  std::array<char, 16384> block;
  while (true) {
    const auto n = stream->read_some(block, deadline);
    if (!n) return failure(n.error());
    const auto whole = *n == 0 ? reader.end() : reader.feed({block.data(), *n});
    if (!whole) return failure(whole.error());
    if (!*whole) continue;
    answered = true;
    if (written && reader.keep_alive() && *n != 0 && idle_.size() < options_.max_idle)
      idle_.push_back({std::move(stream), base::Monotonic::now()});
    return std::move(reader.response());
  }
}

}  // namespace zato::http
