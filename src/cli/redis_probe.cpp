#include "cli/redis_probe.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/net.hpp"

namespace zato::cli {

using base::Code;
using base::Result;

namespace {

std::string where(const config::KvdbSettings& settings) {
  return settings.unix_socket_path.empty() ? fmt::format("{}:{}", settings.host, settings.port)
                                           : settings.unix_socket_path;
}

std::string command(std::initializer_list<std::string> words) {
  std::string out = fmt::format("*{}\r\n", words.size());
  for (const auto& word : words) out += fmt::format("${}\r\n{}\r\n", word.size(), word);
  return out;
}

// One reply: the line of a simple one or an error, the content of a bulk string.
class Replies {
 public:
  explicit Replies(Socket& socket) : socket_(socket) {}

  Result<std::string> next() {
    ZATO_TRY(auto line, read_line());
    if (line.starts_with('-')) return base::fail(Code::kPermissionDenied, line.substr(1));
    if (!line.starts_with('$')) return line;
    const auto size = base::parse_number<std::size_t>(line.substr(1)).value_or(0);
    while (buffer_.size() < size + 2) ZATO_CHECK(fill());
    auto content = buffer_.substr(0, size);
    buffer_.erase(0, size + 2);
    return content;
  }

 private:
  Result<std::string> read_line() {
    while (true) {
      if (auto end = buffer_.find("\r\n"); end != std::string::npos) {
        auto line = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return line;
      }
      ZATO_CHECK(fill());
    }
  }

  Result<void> fill() {
    ZATO_TRY(auto more, socket_.receive());
    if (more.empty()) return base::fail(Code::kUnavailable, "it closed the connection");
    buffer_ += more;
    return {};
  }

  Socket& socket_;
  std::string buffer_;
};

Result<RedisFacts> ask(Socket& socket, const config::KvdbSettings& settings) {
  Replies replies(socket);
  const auto& password = settings.password.reveal();
  if (!password.empty()) {
    auto user = settings.username.empty() ? "default" : settings.username;
    ZATO_CHECK(socket.send_all(command({"AUTH", user, password})));
    ZATO_CHECK(replies.next());
  }
  ZATO_CHECK(socket.send_all(command({"INFO", "server"})));
  ZATO_TRY(auto info, replies.next());
  for (auto line : base::split(info, '\n')) {
    constexpr std::string_view kKey = "redis_version:";
    if (line.starts_with(kKey)) return RedisFacts{std::string(base::trim(line.substr(kKey.size())))};
  }
  return base::fail(Code::kCorrupt, "it does not answer as Redis does");
}

}  // namespace

Result<RedisFacts> probe_redis(const config::KvdbSettings& settings) {
  const auto deadline = base::Monotonic::now() + settings.socket_timeout;
  auto socket = settings.unix_socket_path.empty()
                    ? Socket::connect_tcp(settings.host, static_cast<std::uint16_t>(settings.port), deadline)
                    : Socket::connect_unix(settings.unix_socket_path, deadline);
  if (!socket) return base::fail(base::wrap(Code::kUnavailable, "Redis is not reachable", socket.error()));
  auto facts = ask(*socket, settings);
  if (!facts) return base::fail(base::wrap(facts.error().code, "Redis at " + where(settings), facts.error()));
  return facts;
}

}  // namespace zato::cli
