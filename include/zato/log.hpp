// logger.info("customer {} has {} orders", id, count): lines in the server log, under the service's name, with its cid.
#pragma once

#include "zato/runtime.hpp"
#include "zato/text.hpp"

namespace zato {

class Logger {
 public:
  explicit Logger(Runtime* runtime = nullptr) noexcept : runtime_(runtime) {}  // null: lines go nowhere

  template <class... A>
  void trace(Pattern<std::type_identity_t<A>...> p, const A&... a) const {
    line<A...>(LogLevel::kTrace, p, a...);
  }
  template <class... A>
  void debug(Pattern<std::type_identity_t<A>...> p, const A&... a) const {
    line<A...>(LogLevel::kDebug, p, a...);
  }
  template <class... A>
  void info(Pattern<std::type_identity_t<A>...> p, const A&... a) const {
    line<A...>(LogLevel::kInfo, p, a...);
  }
  template <class... A>
  void warning(Pattern<std::type_identity_t<A>...> p, const A&... a) const {
    line<A...>(LogLevel::kWarning, p, a...);
  }
  template <class... A>
  void error(Pattern<std::type_identity_t<A>...> p, const A&... a) const {
    line<A...>(LogLevel::kError, p, a...);
  }
  template <class... A>
  void critical(Pattern<std::type_identity_t<A>...> p, const A&... a) const {
    line<A...>(LogLevel::kError, p, a...);  // the log has no higher level
  }

  bool enabled(LogLevel level) const noexcept { return runtime_ && runtime_->log_enabled(level); }

 private:
  template <class... A>
  void line(LogLevel level, Pattern<std::type_identity_t<A>...> pattern, const A&... arguments) const {
    if (runtime_ && runtime_->log_enabled(level)) runtime_->log(level, format<A...>(pattern, arguments...));
  }

  Runtime* runtime_;
};

}  // namespace zato
