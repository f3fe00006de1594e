#include "server/channels/admission.hpp"

#include "http/status_map.hpp"

namespace zato::server {

std::shared_ptr<const zato::Channel> Admission::admit(const Channel& channel, const http::Request& request, http::Response& response) {
  // Checked before anything of the request is looked at closer, so that strangers learn nothing about the channel.
  if (channel.guard && !identify(channel, request, response)) return nullptr;
  const auto member = channel.groups.empty() ? nullptr : member_of(channel, request, response);
  if (!channel.groups.empty() && !member) return nullptr;
  const auto* guard = member ? member.get() : channel.guard.get();
  const auto limiter_of_guard = guard && channel.check_parent_limit ? guard->limiter : nullptr;
  if (channel.limiter && !within(*channel.limiter, channel, request, response)) return nullptr;
  if (limiter_of_guard && !within(*limiter_of_guard, channel, request, response)) return nullptr;
  if (!member) return channel.seen_by_services;
  auto seen = std::make_shared<zato::Channel>(*channel.seen_by_services);
  seen->security = member->check->security();
  return seen;
}

bool Admission::identify(const Channel& channel, const http::Request& request, http::Response& response) {
  const auto& check = *channel.guard->check;
  if (check.passes(request)) return true;
  traffic_.count_failed_login(check.security());
  if (options_.on_stranger) options_.on_stranger(channel, request);
  http::set_error(response, 401, channel.format, request.cid, "You are not authorized to access this resource");
  (void)response.set_header("WWW-Authenticate", check.challenge());
  return false;
}

std::shared_ptr<const Guard> Admission::member_of(const Channel& channel, const http::Request& request, http::Response& response) {
  int refused_with = 403;
  for (const auto& group : channel.groups) {
    auto found = group->find(request);
    if (found.member) return found.member;
    if (found.refused_with == 400) refused_with = 400;
  }
  for (const auto& group : channel.groups) traffic_.count_failed_login({.name = group->name(), .type = "group"});
  http::set_error(response, refused_with, channel.format, request.cid,
                  refused_with == 400 ? "Only one of Basic Auth and API key may be given" : "You are not allowed to access this resource");
  return nullptr;
}

bool Admission::within(RateLimiter& limiter, const Channel& channel, const http::Request& request, http::Response& response) {
  const auto decision = limiter.count(options_.proxies.client_of(request), base::Wall::now(), options_.shared_count);
  switch (decision.outcome) {
    case RateLimiter::Outcome::kPasses:
      return true;
    case RateLimiter::Outcome::kNotListed:
      http::set_error(response, 403, channel.format, request.cid, "You are not allowed to access this resource");
      return false;
    case RateLimiter::Outcome::kTooMany:
      http::set_error(response, 429, channel.format, request.cid, "Too many requests");
      (void)response.set_header("Retry-After", std::to_string(decision.retry_after.count()));
      return false;
  }
  return false;
}

}  // namespace zato::server
