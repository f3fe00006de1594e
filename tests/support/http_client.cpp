#include "support/http_client.hpp"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>

#include <charconv>

namespace zato::test {

namespace {

bool ready(int fd, short events, Millis timeout) {
  pollfd item{.fd = fd, .events = events, .revents = 0};
  return ::poll(&item, 1, static_cast<int>(timeout.count())) > 0;
}

base::UniqueFd connect_to(const Endpoint& endpoint, Millis timeout) {
  base::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port);
  if (::inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr) != 1)
    throw HttpError("not an address: " + endpoint.host);
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    if (errno != EINPROGRESS) throw HttpError("connect: refused");
    if (!ready(socket.get(), POLLOUT, timeout)) throw HttpError("connect: timeout");
    int error = 0;
    socklen_t size = sizeof(error);
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) throw HttpError(error == ECONNREFUSED ? "connect: refused" : "connect: failed");
  }
  return socket;
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::size_t number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end == text.data()) throw HttpError("malformed: number '" + std::string(text) + "'");
  return value;
}

}  // namespace

std::string Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return value;
  }
  return {};
}

bool Response::has_header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return true;
  }
  return false;
}

Connection::Connection(const Endpoint& endpoint, Millis timeout)
    : socket_(connect_to(endpoint, timeout * slowness())), timeout_(timeout * slowness()) {}

void Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (!ready(socket_.get(), POLLOUT, timeout_)) throw HttpError("send: timeout");
    } else {
      throw HttpError("send: reset");
    }
  }
}

void Connection::fill() {
  if (!ready(socket_.get(), POLLIN, timeout_)) throw HttpError("read: timeout");
  char bytes[16384];
  const auto got = ::recv(socket_.get(), bytes, sizeof(bytes), 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got < 0) throw HttpError("read: reset");
  if (got == 0) throw HttpError(buffer_.empty() ? "read: closed" : "read: closed in the middle");
  buffer_.append(bytes, static_cast<std::size_t>(got));
}

std::string Connection::take_line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) fill();
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

std::string Connection::take(std::size_t count) {
  while (buffer_.size() < count) fill();
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

std::string Connection::take_chunked() {
  std::string body;
  while (const std::size_t size = number(take_line(), 16)) {
    body += take(size);
    if (take(2) != "\r\n") throw HttpError("malformed: chunk end");
  }
  while (!take_line().empty()) {
  }
  return body;
}

Response Connection::read_response(std::string_view method) {
  Response response;
  const std::string line = take_line();
  if (line.size() < 12 || !line.starts_with("HTTP/1.")) throw HttpError("malformed: status line '" + line + "'");
  response.status = static_cast<int>(number(std::string_view(line).substr(9, 3), 10));
  response.reason = line.size() > 13 ? line.substr(13) : "";
  for (std::string field = take_line(); !field.empty(); field = take_line()) {
    const auto colon = field.find(':');
    if (colon == std::string::npos) throw HttpError("malformed: header '" + field + "'");
    const auto value = field.find_first_not_of(' ', colon + 1);
    response.headers.emplace_back(field.substr(0, colon), value == std::string::npos ? "" : field.substr(value));
  }
  if (response.status == 100) return read_response(method);
  if (method == "HEAD" || response.status == 204 || response.status == 304) return response;
  if (same_name(response.header("Transfer-Encoding"), "chunked")) {
    response.body = take_chunked();
  } else if (response.has_header("Content-Length")) {
    response.body = take(number(response.header("Content-Length"), 10));
  } else {
    bool closed = false;
    response.body = read_rest(timeout_, closed);
  }
  return response;
}

Response Connection::request(const Request& request) {
  send(serialize(request));
  return read_response(request.method);
}

bool Connection::closed_within(Millis within) {
  if (!buffer_.empty() || !ready(socket_.get(), POLLIN, within * slowness())) return false;
  char byte = 0;
  return ::recv(socket_.get(), &byte, 1, 0) <= 0;
}

std::string Connection::read_rest(Millis silence, bool& closed) {
  closed = false;
  while (ready(socket_.get(), POLLIN, silence)) {
    char bytes[16384];
    const auto got = ::recv(socket_.get(), bytes, sizeof(bytes), 0);
    if (got <= 0) {
      closed = true;
      break;
    }
    buffer_.append(bytes, static_cast<std::size_t>(got));
  }
  return std::exchange(buffer_, {});
}

void Connection::shut_down_sending() { ::shutdown(socket_.get(), SHUT_WR); }

void Connection::reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  socket_.reset();
}

std::string serialize(const Request& request) {
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\n";
  bool host = false, length = false;
  for (const auto& [name, value] : request.headers) {
    text += name + ": " + value + "\r\n";
    host = host || same_name(name, "Host");
    length = length || same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding");
  }
  if (!host) text += "Host: localhost\r\n";
  if (!length && (!request.body.empty() || request.method == "POST" || request.method == "PUT"))
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  if (request.close) text += "Connection: close\r\n";
  return text + "\r\n" + request.body;
}

Response fetch(const Endpoint& endpoint, const Request& request, Millis timeout) {
  return Connection(endpoint, timeout).request(request);
}

Response get(const Endpoint& endpoint, std::string_view target, Headers headers) {
  return fetch(endpoint, {.target = std::string(target), .headers = std::move(headers), .close = true});
}

Response post(const Endpoint& endpoint, std::string_view target, std::string body, Headers headers) {
  return fetch(endpoint, {.method = "POST",
                          .target = std::string(target),
                          .headers = std::move(headers),
                          .body = std::move(body),
                          .close = true});
}

std::string basic_auth(std::string_view user, std::string_view password) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string plain = std::string(user) + ":" + std::string(password);
  std::string text = "Basic ";
  for (std::size_t i = 0; i < plain.size(); i += 3) {
    unsigned bits = 0;
    for (std::size_t j = 0; j < 3; ++j)
      bits = bits << 8 | (i + j < plain.size() ? static_cast<unsigned char>(plain[i + j]) : 0);
    for (std::size_t j = 0; j < 4; ++j) text += i + j > plain.size() ? '=' : kAlphabet[bits >> (18 - 6 * j) & 63];
  }
  return text;
}

bool answers(const Endpoint& endpoint, std::string_view target, int status, Millis timeout) {
  try {
    return fetch(endpoint, {.target = std::string(target), .close = true}, timeout).status == status;
  } catch (const HttpError&) {
    return false;
  }
}

}  // namespace zato::test
