#include "support/load.hpp"

#include <algorithm>
#include <optional>
#include <sstream>

namespace zato::test {

std::string LoadReport::text() const {
  std::ostringstream out;
  out << ok << " ok, " << failed << " failed, slowest " << slowest.count() << " ms";
  for (const auto& [reason, failure] : reasons)
    out << "; " << failure.count << " x " << reason << " (first after " << failure.first.count() << " ms)";
  return out.str();
}

Load::Load(LoadOptions options) : options_(std::move(options)) {
  for (int i = 0; i < options_.clients; ++i) threads_.emplace_back([this] { client(); });
}

Load::~Load() { (void)stop(); }

void Load::client() {
  Request request = options_.request;
  request.close = !options_.keep_alive;
  std::optional<Connection> connection;
  while (!stopping_) {
    const auto start = Clock::now();
    try {
      if (!connection) connection.emplace(options_.target, options_.timeout);
      const Response response = connection->request(request);
      const auto took = std::chrono::duration_cast<Millis>(Clock::now() - start);
      record(response, took);
      if (request.close || response.header("Connection") == "close") connection.reset();
    } catch (const HttpError& error) {
      connection.reset();
      record_failure(error.what());
    }
  }
}

void Load::record(const Response& response, Millis took) {
  if (!options_.good(response)) {
    record_failure("status " + std::to_string(response.status) + " " + response.body.substr(0, 120));
    return;
  }
  ++ok_;
  const std::lock_guard lock(mutex_);
  details_.slowest = std::max(details_.slowest, took);
  if (!options_.count_by_header.empty()) ++details_.by_header[response.header(options_.count_by_header)];
}

void Load::record_failure(const std::string& reason) {
  ++failed_;
  const auto at = std::chrono::duration_cast<Millis>(Clock::now() - start_).count();
  {
    const std::lock_guard lock(mutex_);
    const auto entry = details_.reasons.try_emplace(reason, LoadReport::Failure{.count = 0, .first = Millis(at)}).first;
    ++entry->second.count;
  }
  // A refused connection fails in microseconds: without a pause one dead listener would fill the report.
  (void)holds_for(20ms, [this] { return !stopping_; });
}

void Load::wait_for_ok(std::uint64_t count, Millis within) {
  const std::uint64_t target = ok_ + count;
  wait_until(
      "load makes progress", within, [&] { return ok_ >= target; }, [&] { return report().text(); });
}

LoadReport Load::report() const {
  const std::lock_guard lock(mutex_);
  LoadReport copy = details_;
  copy.ok = ok_;
  copy.failed = failed_;
  return copy;
}

LoadReport Load::stop() {
  stopping_ = true;
  threads_.clear();
  return report();
}

}  // namespace zato::test
