#include "objects/outgoing_http.hpp"

#include "schema/define.hpp"

namespace zato::objects {

namespace {

template <class T>
schema::Define<T> target_of(schema::Define<T> define) {
  return std::move(define)
      .fixed("connection", "outgoing")
      .field("name", &T::name,
             {.help = "Unique name of the connection", .required = true, .unique = true, .list = true})
      .field("is_active", &T::is_active, {.help = "Whether services may use the connection", .list = true})
      .field("is_internal", &T::is_internal,
             {.help = "Whether the connection is a part of the platform", .internal = true})
      .block(&T::target)
      .block(&T::audit);
}

}  // namespace

const schema::ObjectType& OutgoingRest::type() {
  static const auto type =
      target_of(
          schema::Define<OutgoingRest>({.name = "outgoing_rest",
                                        .label = "Outgoing REST connection",
                                        .help = "A server that services call over HTTP",
                                        .table = "http_soap",
                                        .services = "zato.http-soap",
                                        .noun = "outgoing-rest",
                                        .section = "outgoing_rest",
                                        .aliases = {"outconn_plain_http", "outconn_rest", "outconn-rest"}})
              .fixed("transport", "plain_http"))
          .field("is_wrapper", &OutgoingRest::is_wrapper,
                 {.help = "Whether the connection belongs to a wrapper of somebody's API", .group = "wrapper"})
          .field("wrapper_type", &OutgoingRest::wrapper_type,
                 {.help = "Whose API the wrapper is for", .group = "wrapper"})
          .field("username", &OutgoingRest::username,
                 {.help = "User name that the wrapper logs in with", .group = "wrapper"})
          .field("password", &OutgoingRest::password,
                 {.help = "Password of that user", .max = 1000, .group = "wrapper"})
          .check([](const OutgoingRest& connection) {
            std::vector<schema::Problem> problems;
            if (connection.is_wrapper && connection.wrapper_type.empty())
              problems.push_back({"wrapper_type", "must say whose API the wrapper is for"});
            return problems;
          })
          .done();
  return type;
}

const schema::ObjectType& OutgoingSoap::type() {
  static const auto type =
      target_of(
          schema::Define<OutgoingSoap>(
              {.name = "outgoing_soap",
               .label = "Outgoing SOAP connection",
               .help = "A server that services call with SOAP messages",
               .table = "http_soap",
               .services = "zato.http-soap",
               .noun = "outgoing-soap",
               .section = "outgoing_soap",
               .aliases = {"outconn_soap", "outconn-soap"},
               .runtime = schema::Runtime::kStoredOnly,
               .runtime_note = "Outgoing SOAP connections are stored and validated; services cannot call them yet"})
              .fixed("transport", "soap"))
          .field("soap_action", &OutgoingSoap::soap_action, {.help = "SOAPAction that requests carry", .list = true})
          .field("soap_version", &OutgoingSoap::soap_version, {.help = "Version of SOAP", .one_of = {"1.1", "1.2"}})
          .field("serialization_type", &OutgoingSoap::serialization_type,
                 {.help = "Whether services give messages as text or as objects that suds understands",
                  .one_of = {"string", "suds"}})
          .done();
  return type;
}

}  // namespace zato::objects
