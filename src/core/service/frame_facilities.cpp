// What a service has of the platform beside other services, as its frame offers it (frame.hpp).
#include "log/log.hpp"
#include "service/facilities/time_zone.hpp"
#include "service/formats/formats.hpp"
#include "service/frame.hpp"

namespace zato::service {

zato::Parsed Frame::parse(std::string_view format, std::string_view bytes) {
  auto value = formats::parse(format, bytes);
  if (!value) return {.problem = value.error().text()};
  return {.value = std::move(*value)};
}

zato::Written Frame::write(std::string_view format, const zato::Value& value) {
  auto written = formats::write(format, value);
  if (!written) return {.problem = written.error().text()};
  return {.bytes = std::move(written->bytes), .media_type = std::move(written->media_type)};
}

// The service may catch what comes of this; the log tells it anyhow, and it alone tells where Redis is.
zato::Failure Frame::told(zato::Failure&& failure) const {
  if (failure.status == 0) return {};
  log::write(log::Level::kWarning, entry_->name, cid_, failure.message);
  if (failure.status == 503) failure.message = "A part of this server is not available now; try again later";
  if (failure.status == 504) failure.message = "A part of this server did not answer in time";
  return std::move(failure);
}

zato::RedisOutcome Frame::redis(std::span<const std::string_view> words) {
  auto outcome = waiting([&] { return origin_.invoker.facilities->redis(words, origin_.deadline); });
  outcome.failure = told(std::move(outcome.failure));
  return outcome;
}

zato::CacheOutcome Frame::cache(zato::CacheRequest&& request) {
  auto outcome = waiting([&] { return origin_.invoker.facilities->cache(request, origin_.deadline); });
  outcome.failure = told(std::move(outcome.failure));
  return outcome;
}

zato::LockOutcome Frame::lock(std::string_view name, std::chrono::nanoseconds ttl, std::chrono::nanoseconds block) {
  auto outcome = waiting([&] {
    // Those that this very call has released are free by now.
    for (const auto& released : std::exchange(releasing_, {})) released->wait(origin_.deadline);
    return origin_.invoker.facilities->lock(name, ttl, block, origin_.deadline);
  });
  outcome.failure = told(std::move(outcome.failure));
  return outcome;
}

// A lock is released in destructors, which cannot wait: another fiber does it.
void Frame::unlock(std::string_view name, std::string_view token) noexcept {
  const auto released = std::make_shared<rt::Event>();
  releasing_.push_back(released);
  origin_.invoker.loop.spawn(
      [facilities = origin_.invoker.facilities, released, name = std::string(name), token = std::string(token)] {
        facilities->unlock(name, token, rt::Deadline::never());
        released->set();
      });
}

zato::ZoneOffset Frame::zone_offset(std::string_view zone, std::chrono::sys_seconds at) {
  return service::zone_offset(zone, at);
}

zato::Written Frame::encrypt(std::string_view plain) { return origin_.invoker.facilities->encrypt(plain); }
zato::Written Frame::decrypt(std::string_view encrypted) { return origin_.invoker.facilities->decrypt(encrypted); }

const zato::Value& Frame::user_config() {
  if (!user_config_) user_config_ = origin_.invoker.facilities->user_config();
  return *user_config_;
}

}  // namespace zato::service
