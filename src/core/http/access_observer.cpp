#include "http/access_observer.hpp"

#include <ctime>

namespace zato::http {
namespace {

constexpr std::chrono::milliseconds kFlushEvery{250};

}  // namespace

AccessObserver::AccessObserver(rt::Loop& loop, log::AccessLog& log) : log_(log), timer_(loop) { flush_later(); }

void AccessObserver::flush_later() {
  timer_.start(kFlushEvery, [this] {
    log_.flush();
    flush_later();
  });
}

void AccessObserver::on_response(const Request& request, const Response& response, const Exchange& exchange) {
  log_.add({.time = std::time(nullptr),
            .peer = request.peer_address,
            .method = request.method_text,
            .target = request.target,
            .version = request.version == Version::kHttp11 ? "HTTP/1.1" : "HTTP/1.0",
            .status = response.status,
            .bytes = exchange.bytes,
            .referer = request.header("referer"),
            .user_agent = request.header("user-agent"),
            .cid = request.cid,
            .duration = std::chrono::duration_cast<std::chrono::microseconds>(exchange.duration)});
}

}  // namespace zato::http
