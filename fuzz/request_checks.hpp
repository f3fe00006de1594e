// What must hold for any bytes that reach the request reader, however they are cut into pieces. Called by the fuzz
// target and, over the corpus, by unit_http.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/request_reader.hpp"

namespace zato::fuzz {

// What a connection would have served: one line per request, then "rejected 400: why", "incomplete" or "idle".
struct Outcome {
  std::vector<std::string> requests;
  std::string end;
  bool operator==(const Outcome&) const = default;
};

// `piece(i)`: size of the i-th piece the bytes arrive in.
template <class Piece>
Outcome feed(std::string_view bytes, const http::ReadLimits& limits, Piece piece) {
  using State = http::RequestReader::State;
  http::RequestReader reader(limits);
  Outcome outcome;
  State state = State::kNeedMore;
  for (std::size_t i = 0; !bytes.empty() && state == State::kNeedMore; ++i) {
    const auto room = reader.prepare();
    const std::size_t n = std::min({room.size(), bytes.size(), std::max<std::size_t>(piece(i), 1)});
    bytes.copy(room.data(), n);
    bytes.remove_prefix(n);
    for (state = reader.commit(n); state == State::kReady; state = reader.next()) {
      const http::Request& request = reader.request();
      std::string line = std::string(request.method_text) + " " + std::string(request.target) + " " +
                         (request.version == http::Version::kHttp11 ? "1.1" : "1.0") +
                         (reader.framing().keep_alive ? "" : " close");
      for (const http::Field& field : request.fields) ((line += '\n') += field.name) += ": " + std::string(field.value);
      ((line += "\n\n") += request.body);
      outcome.requests.push_back(std::move(line));
    }
  }
  if (state == State::kRejected)
    outcome.end = "rejected " + std::to_string(reader.rejection().status) + ": " + std::string(reader.rejection().why);
  else
    outcome.end = reader.empty() ? "idle" : "incomplete";
  return outcome;
}

inline Outcome feed_whole(std::string_view bytes, const http::ReadLimits& limits = {}) {
  return feed(bytes, limits, [](std::size_t) { return static_cast<std::size_t>(-1); });
}
inline Outcome feed_bytes(std::string_view bytes, const http::ReadLimits& limits = {}) {
  return feed(bytes, limits, [](std::size_t) { return std::size_t{1}; });
}

// Empty when all holds, else what is wrong.
std::string check_request_bytes(std::string_view bytes);

}  // namespace zato::fuzz
