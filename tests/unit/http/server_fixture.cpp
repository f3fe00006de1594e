#include "unit/http/server_fixture.hpp"

#include <stdexcept>

namespace zato::http {

void answer(Request& request, Response& response) {
  if (request.path == "/throw") throw std::runtime_error("secret of the inside");
  if (request.path == "/throw-number") throw 42;
  if (request.path == "/split") (void)response.add_header("X-Evil", "a\r\nSet-Cookie: b");
  if (request.path == "/status-1000") response.status = 1000;
  if (request.path == "/204") response.status = 204;
  if (request.path == "/304") response.status = 304;
  if (request.path == "/close") response.close = true;
  response.content_type = "text/plain";
  response.body = std::string(request.method_text) + " " + std::string(request.path) + " " + std::string(request.body);
  if (request.path == "/large") response.body.assign(4'000'000, 'x');
}

}  // namespace zato::http
