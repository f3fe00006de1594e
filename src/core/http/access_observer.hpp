// AccessObserver: fills the access log with what a server answers, and flushes it. Made by whoever owns server and log.
#pragma once

#include "http/server.hpp"
#include "log/access_log.hpp"

namespace zato::http {

class AccessObserver final : public Observer {
 public:
  AccessObserver(rt::Loop& loop, log::AccessLog& log);

  void on_response(const Request& request, const Response& response, const Exchange& exchange) override;

 private:
  void flush_later();

  log::AccessLog& log_;
  rt::Timer timer_;
};

}  // namespace zato::http
