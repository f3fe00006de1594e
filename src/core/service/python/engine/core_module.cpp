// The Python module `_zato`: what zato/_host calls in C++. Python's thread, with the GIL. No function here keeps a
// pointer across something that may switch greenlets.
#include <pybind11/embed.h>
#include <pybind11/stl.h>

#include <utility>

#include "base/cid.hpp"
#include "service/python/engine/conversions.hpp"
#include "service/python/engine/session.hpp"

namespace py = pybind11;

namespace zato::service::python {
namespace {

enum Kind { kCall, kAnswer, kLoad, kStop, kPrepare, kActivate, kForget };

struct JobHandle {
  std::shared_ptr<Job> job;
};

// (kCall, job, service, cid, payload, data_format, media type, channel type, method)
py::object call_item(std::shared_ptr<Job>&& job) {
  const auto& request = job->request;
  PyObject* item = PyTuple_New(9);
  if (!item) throw py::error_already_set();
  PyTuple_SET_ITEM(item, 0, PyLong_FromLong(kCall));
  PyTuple_SET_ITEM(item, 2, PyLong_FromUnsignedLongLong(job->service));
  PyTuple_SET_ITEM(item, 3, text(job->cid).release().ptr());
  PyTuple_SET_ITEM(item, 4, bytes(request.payload.bytes()).release().ptr());
  PyTuple_SET_ITEM(item, 5, text(request.data_format).release().ptr());
  PyTuple_SET_ITEM(item, 6, text(request.payload.media_type()).release().ptr());
  PyTuple_SET_ITEM(item, 7, text(job->channel->type).release().ptr());
  PyTuple_SET_ITEM(item, 8, text(request.http.method).release().ptr());
  PyTuple_SET_ITEM(item, 1, py::cast(JobHandle{std::move(job)}).release().ptr());
  return py::reinterpret_steal<py::object>(item);
}

py::object answer_item(Answer&& answer) {
  const auto& [response, failure] = answer.outcome;
  return py::make_tuple(static_cast<int>(kAnswer), answer.ticket, failure.status, failure.deliberate,
                        text(failure.message), bytes(response.payload.bytes()),
                        text(response.content_type.empty() ? response.payload.media_type() : response.content_type));
}

// (kAnswer, ticket, problem, message, status, reason, headers, body, url, seconds)
py::object rest_item(RestAnswer&& answer) {
  const auto& outcome = answer.outcome;
  return py::make_tuple(static_cast<int>(kAnswer), answer.ticket, static_cast<int>(outcome.problem),
                        text(outcome.message), outcome.status, text(outcome.reason), pairs(outcome.headers),
                        bytes(outcome.body), text(outcome.url), std::chrono::duration<double>(outcome.took).count());
}

struct LoadHandle {
  std::shared_ptr<Loading> loading;
};

struct PrepareHandle {
  std::shared_ptr<Preparing> preparing;
};

py::list files_of(const std::vector<DeployedFile>& files) {
  py::list list;
  for (const auto& file : files) list.append(py::make_tuple(text(file.name), file.path.string(), bytes(*file.source)));
  return list;
}

py::object prepare_item(const std::shared_ptr<Preparing>& preparing) {
  const auto& preparation = preparing->preparation;
  return py::make_tuple(static_cast<int>(kPrepare), PrepareHandle{preparing}, preparation.view, preparation.base,
                        files_of(preparation.changed), preparation.removed, files_of(preparation.others));
}

py::list take() {
  py::list list;
  for (auto& item : session().queue.take()) {
    if (auto* job = std::get_if<std::shared_ptr<Job>>(&item))
      list.append(call_item(std::move(*job)));
    else if (auto* answer = std::get_if<Answer>(&item))
      list.append(answer_item(std::move(*answer)));
    else if (auto* rest_answer = std::get_if<RestAnswer>(&item))
      list.append(rest_item(std::move(*rest_answer)));
    else if (auto* loading = std::get_if<std::shared_ptr<Loading>>(&item))
      list.append(py::make_tuple(static_cast<int>(kLoad), LoadHandle{*loading}, (*loading)->file.string()));
    else if (auto* preparing = std::get_if<std::shared_ptr<Preparing>>(&item))
      list.append(prepare_item(*preparing));
    else if (auto* activate = std::get_if<Activate>(&item))
      list.append(py::make_tuple(static_cast<int>(kActivate), activate->view));
    else if (auto* forget = std::get_if<Forget>(&item))
      list.append(py::make_tuple(static_cast<int>(kForget), forget->view));
    else if (std::holds_alternative<Stop>(item))
      list.append(py::make_tuple(static_cast<int>(kStop)));
    else
      session().pinged_at = 0;
  }
  return list;
}

// The answer of a call; None for what was left as it was. Headers: a dict, or None.
void finish(const JobHandle& handle, int status, const py::object& body, const py::str& content_type,
            const py::object& headers, const py::str& message, const py::str& encoding) {
  auto& response = handle.job->outcome.response;
  response.status_code = status;
  response.payload = zato::Payload(std::string(octets(body)));
  response.content_type = view(content_type);
  response.status_message = view(message);
  response.content_encoding = view(encoding);
  if (!headers.is_none()) fill(response.headers, headers);
  --session().in_flight;
  session().platform.ended(handle.job);
}

void fail(const JobHandle& handle, int status, bool deliberate, const py::str& message, const py::object& headers) {
  handle.job->outcome.failure = {.status = status, .deliberate = deliberate, .message = std::string(view(message))};
  if (!headers.is_none()) fill(handle.job->outcome.failure.headers, headers);
  --session().in_flight;
  session().platform.ended(handle.job);
}

py::tuple channel_of(const JobHandle& handle) {
  const auto& channel = *handle.job->channel;
  const auto& security = channel.security;
  return py::make_tuple(channel.id, text(channel.name), text(channel.type), text(channel.data_format),
                        channel.is_internal, security.id, text(security.name), text(security.type),
                        text(security.username));
}

void log_line(int level, const py::str& logger, const py::str& cid, const py::str& line) {
  session().platform.log(static_cast<zato::LogLevel>(level), view(logger), view(cid), view(line));
}

// (kind, number, handle)
py::tuple find(const JobHandle* from, const py::str& name) {
  auto target = session().platform.find(from ? from->job.get() : nullptr, view(name));
  const auto kind = static_cast<int>(target.kind);
  const auto number = target.service;
  return py::make_tuple(kind, number, std::move(target));
}

void nested_ended(const Platform::Target& target, const py::str& cid, std::int64_t took, int status, bool deliberate,
                  const py::str& message) {
  session().platform.nested_ended(target, view(cid), std::chrono::nanoseconds(took),
                                  {.status = status, .deliberate = deliberate, .message = std::string(view(message))});
}

void invoke(const py::object& from, unsigned depth, const py::str& service, const py::str& cid,
            const py::object& payload, const py::str& data_format, double timeout, const py::dict& environ,
            std::uint64_t ticket) {
  Platform::Invocation invocation;
  if (!from.is_none()) invocation.from = from.cast<const JobHandle&>().job;
  invocation.depth = depth;
  invocation.service = view(service);
  invocation.cid = view(cid);
  invocation.payload = zato::Payload(std::string(octets(payload)));
  invocation.options.data_format = view(data_format);
  invocation.options.timeout = std::chrono::nanoseconds(static_cast<std::int64_t>(timeout * 1e9));
  fill(invocation.options.environ, environ);
  invocation.ticket = ticket;
  session().platform.invoke(std::move(invocation));
}

// callbacks: ["service", "service method", …]; times in milliseconds
void invoke_async(const py::str& service, const py::object& payload, const py::str& media_type, const py::dict& environ,
                  const py::list& callbacks, const py::dict& texts, std::int64_t delay, std::int64_t expiration,
                  const py::str& caller, std::uint64_t ticket) {
  AsyncInvocation invocation{.service = std::string(view(service)),
                             .payload = zato::Payload(std::string(octets(payload)), std::string(view(media_type))),
                             .options = {},
                             .caller = std::string(view(caller))};
  auto& options = invocation.options;
  for (const auto& one : callbacks) options.callbacks.emplace_back(view(py::str(one)));
  const auto text_of = [&](const char* name) { return std::string(view(py::str(texts[name]))); };
  options.delay = std::chrono::milliseconds(delay);
  options.expiration = std::chrono::milliseconds(expiration);
  options.idempotency_key = text_of("idempotency_key");
  options.target = text_of("target");
  options.data_format = text_of("data_format");
  options.channel = text_of("channel");
  options.cid = text_of("cid");
  fill(options.environ, environ);
  session().platform.invoke_async(std::move(invocation), ticket);
}

// (id, attempt, idempotency key, in reply to, callback)
py::tuple delivery_of(const JobHandle& handle) {
  const auto& delivery = handle.job->delivery;
  return py::make_tuple(text(delivery.id), delivery.attempt, text(delivery.idempotency_key), text(delivery.in_reply_to),
                        text(delivery.callback));
}

// `params` and `headers`: lists of pairs of str.
void rest(const py::object& from, const py::str& cid, const py::str& connection, const py::str& method,
          const py::object& body, const py::str& media_type, const py::list& params, const py::list& headers,
          int redirects, std::uint64_t ticket) {
  Platform::Rest what;
  if (!from.is_none()) what.from = from.cast<const JobHandle&>().job;
  what.cid = view(cid);
  what.connection = view(connection);
  what.call.method = view(method);
  what.call.body = octets(body);
  what.call.media_type = view(media_type);
  fill(what.call.params, params);
  fill(what.call.headers, headers);
  what.call.redirects = redirects;
  what.call.is_ping = what.call.method.empty();
  what.ticket = ticket;
  session().platform.rest(std::move(what));
}

std::vector<LoadedService> services_of(const py::handle& services) {
  std::vector<LoadedService> list;
  for (const auto& one : services) {
    const auto service = py::reinterpret_borrow<py::tuple>(one);
    list.push_back({service[0].cast<std::uint64_t>(), service[1].cast<std::string>(), service[2].cast<std::string>()});
  }
  return list;
}

void loaded(const LoadHandle& handle, const py::list& services) { handle.loading->loaded(services_of(services)); }

// [(name, error, services)]
void prepared(const PrepareHandle& handle, const py::list& files) {
  std::vector<ExecutedFile> list;
  for (const auto& one : files) {
    const auto file = py::reinterpret_borrow<py::tuple>(one);
    list.push_back({file[0].cast<std::string>(), file[1].cast<std::string>(), services_of(file[2])});
  }
  handle.preparing->prepared(std::move(list));
}

void load_failed(const LoadHandle& handle, const std::string& why) {
  handle.loading->loaded(base::fail(base::Code::kCorrupt, why));
}

void prepare_failed(const PrepareHandle& handle, const std::string& why) {
  handle.preparing->prepared(base::fail(base::Code::kInternal, why));
}

void started() {
  session().started = true;
  session().on_started({});
}

}  // namespace

PYBIND11_EMBEDDED_MODULE(_zato, m) {
  py::class_<JobHandle>(m, "Job")
      .def("channel", &channel_of)
      .def("http",
           [](const JobHandle& handle) {
             const auto& http = handle.job->request.http;
             return py::make_tuple(text(http.method), text(http.path), text(http.peer));
           })
      .def("params", [](const JobHandle& handle) { return flat(handle.job->request.http.params); })
      .def("query", [](const JobHandle& handle) { return flat(handle.job->request.http.query); })
      .def("form", [](const JobHandle& handle) { return flat(handle.job->request.http.form); })
      .def("channel_params", [](const JobHandle& handle) { return flat(handle.job->request.channel_params); })
      .def("headers", [](const JobHandle& handle) { return pairs(handle.job->request.http.headers); })
      .def("view", [](const JobHandle& handle) { return handle.job->view; })
      .def("merge", [](const JobHandle& handle) { return static_cast<int>(handle.job->request.merge); })
      .def("delivery", &delivery_of)
      .def("environ", [](const JobHandle& handle) { return dict_of(handle.job->environ); });
  py::class_<LoadHandle>(m, "Loading");
  py::class_<PrepareHandle>(m, "Preparing");
  py::class_<Platform::Target>(m, "Target");
  m.def("descriptor", [] { return session().queue.descriptor(); });
  m.def("take", &take);
  m.def("finish", &finish);
  m.def("fail", &fail);
  m.def("log", &log_line);
  m.def("log_enabled", [](int level) { return session().platform.log_enabled(static_cast<zato::LogLevel>(level)); });
  m.def("find", &find);
  m.def("find", [](const py::str& name) { return find(nullptr, name); });
  m.def("nested_started", [](const Platform::Target& target) { session().platform.nested_started(target); });
  m.def("nested_ended", &nested_ended);
  m.def("invoke", &invoke);
  m.def("invoke_async", &invoke_async);
  m.def("rest", &rest);
  m.def("loaded", &loaded);
  m.def("load_failed", &load_failed);
  m.def("prepared", &prepared);
  m.def("prepare_failed", &prepare_failed);
  m.def("started", &started);
  m.def("object", [](const py::str& type, const py::str& name, std::int64_t id) {
    return text(session().platform.object(view(type), view(name), id));
  });
  m.def("configuration", [] { return session().platform.configuration(); });
  m.def("names", [](const py::str& type) { return session().platform.names(view(type)); });
  m.def("settings", [] { return text(session().options.settings); });
  m.def("encrypt", [](const std::string& plain) { return base::value_or_throw(session().platform.encrypt(plain)); });
  m.def("decrypt",
        [](const std::string& encrypted) { return base::value_or_throw(session().platform.decrypt(encrypted)); });
  m.def("new_cid", [] { return base::new_cid(); });
}

}  // namespace zato::service::python
