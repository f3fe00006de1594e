// How a class becomes a service: one Register<T> per class, at namespace scope. Modules (.so) are read through
// zato_module(), which this header defines in each of them.
#pragma once

#include <chrono>
#include <concepts>
#include <exception>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "zato/abi.hpp"
#include "zato/service.hpp"

namespace zato {

enum class Execution {
  kFiber,   // on the event loop: may wait with what zato/service.hpp offers, must neither block nor compute for long
  kThread,  // on a thread of a bounded pool: may block
  kCpu,     // on a thread of a small pool of low priority: may compute for long
};

struct ServiceOptions {
  Execution execution = Execution::kFiber;
  std::chrono::milliseconds timeout{0};  // 0: as long as the caller waits
};

namespace detail {

// Inside a catch clause: the exception in flight, as data.
inline void record_failure(Call& call) {
  if (call.runtime && call.runtime->ending()) throw;
  Failure& failure = call.failure;
  failure.status = 500;
  try {
    throw;
  } catch (const Error& error) {
    failure = {error.status(), true, error.what(), typeid(error).name(), error.headers};
  } catch (const RestError& error) {  // its message is for the log
    failure = {error.status(), false, error.what(), typeid(error).name(), {}};
  } catch (const std::exception& error) {
    failure.message = error.what();
    failure.type = typeid(error).name();
  } catch (...) {
    failure.message = "an exception that is not derived from std::exception";
  }
}

inline void run(Service& service, Call& call) {
  service.attach(call.runtime);
  service.name = call.name;
  service.cid = call.cid;
  service.channel = call.channel;
  service.request = std::move(call.request);
  service.environ = std::move(call.environ);
  service.delivery = std::move(call.delivery);
  try {
    service.perform();
  } catch (...) {
    record_failure(call);
  }
  call.response = std::move(service.response);
}

// Whether T leaves it to Service. What T overrides may be private, and then cannot be looked at from here.
template <class T>
inline constexpr bool kLeavesHandle = requires {
  requires std::is_same_v<decltype(&T::handle), void (Service::*)()>;
};
template <class T>
inline constexpr std::pair<const char*, bool> kLeftVerbs[] = {
    {"GET", requires { requires std::is_same_v<decltype(&T::handle_GET), void (Service::*)()>; }},
    {"POST", requires { requires std::is_same_v<decltype(&T::handle_POST), void (Service::*)()>; }},
    {"PUT", requires { requires std::is_same_v<decltype(&T::handle_PUT), void (Service::*)()>; }},
    {"PATCH", requires { requires std::is_same_v<decltype(&T::handle_PATCH), void (Service::*)()>; }},
    {"DELETE", requires { requires std::is_same_v<decltype(&T::handle_DELETE), void (Service::*)()>; }},
    {"HEAD", requires { requires std::is_same_v<decltype(&T::handle_HEAD), void (Service::*)()>; }},
    {"OPTIONS", requires { requires std::is_same_v<decltype(&T::handle_OPTIONS), void (Service::*)()>; }}};

template <class T>
consteval bool leaves_all_verbs() {
  for (const auto& [verb, left] : kLeftVerbs<T>) {
    if (!left) return false;
  }
  return true;
}

template <class T>
std::string verbs_of() {
  std::string verbs;
  for (const auto& [verb, left] : kLeftVerbs<T>) {
    if (!left) verbs.append(verbs.empty() ? "" : ", ").append(verb);
  }
  return verbs;
}

template <class T>
void execute(Call& call) {
  try {
    T service;
    service.Service::allow(&verbs_of<T>);
    run(service, call);
  } catch (...) {
    record_failure(call);
  }
}

// One list per module, whatever the visibility its author compiles with.
[[gnu::visibility("hidden")]] inline abi::Service* registered_services = nullptr;
[[gnu::visibility("hidden")]] inline abi::Module this_module = abi::this_build();

}  // namespace detail

template <class T>
class Register {
  static_assert(std::derived_from<T, Service>, "a service derives from zato::Service");
  static_assert(!detail::kLeavesHandle<T> || !detail::leaves_all_verbs<T>(),
                "a service overrides handle(), or handle_GET() and its like");

 public:
  explicit Register(const char* name, ServiceOptions options = {})
      : service_{name,
                 typeid(T).name(),
                 static_cast<int>(options.execution),
                 options.timeout.count(),
                 &detail::execute<T>,
                 detail::registered_services} {
    detail::registered_services = &service_;
  }
  Register(const Register&) = delete;
  Register& operator=(const Register&) = delete;

  const abi::Service& service() const noexcept { return service_; }

 private:
  abi::Service service_;
};

}  // namespace zato

extern "C" [[gnu::visibility("default"), gnu::used]] inline const zato::abi::Module* zato_module() {
  zato::detail::this_module.services = zato::detail::registered_services;
  return &zato::detail::this_module;
}
