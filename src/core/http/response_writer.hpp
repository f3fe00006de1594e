// ResponseWriter: a Response as bytes. Sans I/O; one per server, because it keeps what all responses share ready-made.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace zato::http {

class ResponseWriter {
 public:
  ResponseWriter() { refresh(base::Wall::now()); }

  void refresh(base::WallTime now);  // the Date that follows; call it at least once a second

  // Appends status line and fields to `out`. The body, if carries_body(), is the caller's to send.
  void append_head(std::string& out, const Response& response, const Request& request, bool keep_alive) const;

 private:
  std::string common_;     // Server, Date and the name of the CID field
  std::string ok_common_;  // the same behind the status line of a 200
};

// RFC 9112 6.3: whether bytes of a body follow the head.
bool carries_body(const Response& response, Method method) noexcept;

}  // namespace zato::http
