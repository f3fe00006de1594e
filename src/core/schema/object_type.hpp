// ObjectType: everything the platform knows about one kind of configuration object. Its table, API, command line, forms
// and documentation are derived from it, and from nothing else. Immutable, built once by define.hpp, lives as long as
// the process.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/value.hpp"

namespace zato::schema {

// What an author says about a field. Its kind and its default come from the member of the struct.
struct Meta {
  std::string help = {};  // one sentence for people; mandatory
  bool required = false;  // must be given and not be empty
  bool unique = false;    // within the cluster and the type's family
  std::optional<std::int64_t> min = {},
                              max = {};  // of a number; of the length of a string (default 200, text 1,000,000)
  std::vector<std::string> one_of = {};  // makes it an enum
  std::vector<std::pair<std::string, std::string>> spellings = {};  // other words for choices: {"service", "srv"}
  std::string ref = {};                                             // the type or family whose id this is
  std::vector<std::string> only = {};                               // of that family, these types; empty: all of them
  std::string by_name = {};  // key under which the reference is given by name; see reference_name()
  std::string items = {};    // of a list: the type or family whose ids or names these are; not enforced
  bool multiline = false;    // text or secret of several lines
  std::string (*rule)(const std::string&) = nullptr;  // strings, items of lists: what is wrong with this one, or ""
  std::string wire = {};                              // its name in API, enmasse and ODB where Zato's differs from ours
  std::vector<std::string> aliases = {};  // further keys under which input may give it; a reference: its name
  bool generated = false;                 // a secret: random where an object is created without one
  std::string group = "main";             // section of the form
  bool list = false;                      // a column of lists
  bool internal = false;                  // set by the platform only: neither in forms nor in input
  bool state = false;                     // internal, and not configuration: written by statements of its own
};

struct Field : Meta {
  std::string name = {};
  Kind kind = Kind::kString;
  bool nullable = false;  // std::optional in the struct
  Value initial = {};     // of an object nobody touched yet
  std::function<Value(const void* object)> get = {};
  std::function<std::string(void* object, Value value)> set = {};  // what is wrong with the value, or ""

  const std::string& column() const noexcept { return wire.empty() ? name : wire; }
};

// The key under which input gives the reference by name rather than by id: "security_id" -> "security_name". Only for
// references.
std::string reference_name(const Field& field);

// Zato's ways of saying that a reference leads nowhere: "", ZATO_NONE, ZATO_DEFAULT, zato-no-security.
bool means_nothing(std::string_view reference) noexcept;

struct Problem {
  std::string field;  // empty: about the object as a whole
  std::string message;
};

// The columns that every type has beside its fields.
struct System {
  Id id = 0;
  Id cluster_id = 0;
  std::int64_t version = 0;  // of the row, raised by every change; 0: not stored yet
};

// Objects of one type in a row, for those who do not know the type.
class Collection {
 public:
  virtual ~Collection() = default;
  virtual void* append() = 0;  // valid until the next append()
  virtual const void* at(std::size_t index) const = 0;
  virtual std::size_t size() const = 0;
};

enum class Scope {
  kCluster,  // rows belong to a cluster
  kGlobal,   // the cluster itself
};

enum class Runtime {
  kActive,      // in force as soon as it is stored
  kStoredOnly,  // stored and validated; nothing uses it yet
};

struct ObjectType {
  std::string name = {};    // rest_channel
  std::string label = {};   // REST channel
  std::string plural = {};  // REST channels
  std::string help = {};
  std::string table = {};                 // several types may share one; `fixed` tells their rows apart
  std::string family = {};                // the name that references use for this type and its siblings: "security"
  std::string services = {};              // prefix of the admin services: "zato.http-soap"
  std::string noun = {};                  // command line: "rest-channel"
  std::string section = {};               // of an enmasse document: "channel_rest"
  std::vector<std::string> aliases = {};  // other spellings of section and noun, and of the `type` of an item
  Runtime runtime = Runtime::kActive;
  std::string runtime_note = {};  // kStoredOnly: the sentence that says so to whoever tries to use such an object
  Scope scope = Scope::kCluster;
  std::vector<std::pair<std::string, std::string>> fixed = {};  // column, value
  std::vector<Field> fields = {};
  std::vector<std::vector<std::string>> uniques =
      {};  // fields that are unique together within the type and the cluster

  std::function<std::shared_ptr<void>()> create = {};
  std::function<std::unique_ptr<Collection>()> collection = {};
  std::function<System(const void*)> system = {};
  std::function<void(void*, const System&)> set_system = {};
  std::function<std::vector<Problem>(const void*)> cross_check = {};  // rules over several fields

  const Field* find(std::string_view field) const noexcept;  // by name, wire name or alias; not a reference by name
  const Field* find_reference(std::string_view key) const;   // the reference that `key` gives by name; or null
  std::string name_of(const void* object) const;             // the field "name"
  Id cluster_of(const void* object) const;
};

}  // namespace zato::schema
