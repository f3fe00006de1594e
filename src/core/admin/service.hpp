// Service: one admin service, as data. catalog.hpp has all of them, api.hpp runs them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "admin/caller.hpp"
#include "admin/shape.hpp"
#include "base/result.hpp"
#include "deploy/files.hpp"
#include "objects/cipher.hpp"
#include "odb/store.hpp"
#include "zato/json.hpp"

namespace zato::admin {

class Catalog;
class Statistics;
class MessageDesk;
struct Service;

// A change or an attempt, for the audit log. Names of fields, never values.
struct Deed {
  std::string object_type = {};
  schema::Id object_id = 0;
  std::string object_name = {};
  std::string action = {};  // create, edit, delete, …
  std::vector<std::string> fields = {};
};

// What a deployment is to do: one of these, or several at once.
struct DeployOrder {
  std::vector<deploy::File> files = {};                              // to deploy, in any order
  std::vector<std::pair<std::string, std::int64_t>> versions = {};   // files by name, earlier versions by number
  std::string signature = {};                                        // of the one version, where it needs a new one
  std::vector<std::string> removed = {};                             // names of files
};

// What a process knows of the connections that it calls, by their names. Empty where nothing is called.
struct Connections {
  using Ask = std::function<base::Result<Json>(const std::string& connection)>;
  Ask ping = {};
  Ask statistics = {};
};

// What only the process that runs the services knows. Empty on the command line.
struct Surroundings {
  std::string server = {};  // its name
  std::map<std::string, std::string> facts = {};
  // Carries a deployment out, which takes its time.
  std::function<base::Result<Json>(const Caller& caller, DeployOrder order)> deploy = {};
  // Tells schedulers that an order waits in the ODB, where they look once in a while in any case.
  std::function<void()> wake_schedulers = [] {};
  Statistics* statistics = nullptr;
  MessageDesk* messages = nullptr;
  Connections connections = {};
};

// One call. Everything in it is valid until run() returns.
struct Context {
  odb::Store& store;  // for a service that writes: inside a transaction that ends with the call
  const schema::Registry& registry;
  const objects::Cipher& cipher;
  const Caller& caller;
  const Service& service;
  const Catalog& catalog;
  const Surroundings& around;
  std::vector<Deed>& deeds;

  bool may(Permission permission) const noexcept { return admin::may(caller.role, permission); }
};

struct Answer {
  Json body = Json::object();
  Json meta = nullptr;        // {"search": {…}} where the answer is a page
  bool meta_wanted = false;   // explicitly: it stays even where clients want the body alone
  std::int64_t sequence = 0;  // of the configuration once the change is in it; 0: nothing was changed
  // Gives the body after the call has let go of the ODB: for what takes its time. A service that writes has none.
  std::function<base::Result<Json>()> later = {};
};

struct Service {
  std::string name;  // zato.http-soap.get-list
  std::string help = {};
  Permission needs = Permission::kUndeclared;
  bool writes = false;  // configuration; runs in one transaction, maybe more than once. Deeds of others are recorded afterwards
  Shape input = {};
  std::function<Shape()> output =
      {};  // for descriptions of the API, which ask seldom: kept, it would be most of a catalog
  std::function<base::Result<Answer>(Context&, const Json& input)> run = {};  // input: as the shape says (input.hpp)
  // Instead of it, for what takes long: without a connection to the ODB, which others need meanwhile.
  std::function<base::Result<Answer>(const Surroundings&, const Caller&, const Json& input)> run_outside = {};
};

// "zato_http_soap_get_list_response"
std::string response_element(std::string_view service);

// What Zato's clients get: {"zato_…_response": body, "_meta": …}, or the body alone where they ask for that. A page
// keeps its `_meta` in either case.
Json in_element(const Service& service, Answer answer);
Json bare(const Service& service, Answer answer);

}  // namespace zato::admin
