#include "schema/meta_check.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "schema/validate.hpp"

namespace zato::schema {

namespace {

constexpr std::size_t kShortestHelp = 10;

// Reserved by PostgreSQL or SQLite, and likely to be thought of by an author of a type.
bool is_sql_word(std::string_view name) {
  constexpr std::array kWords = {
      "all",    "and",         "as",     "check",  "column",  "default",    "delete", "desc",   "end",   "exists",
      "from",   "group",       "having", "in",     "index",   "insert",     "into",   "limit",  "not",   "null",
      "offset", "on",          "or",     "order",  "primary", "references", "select", "set",    "table", "then",
      "to",     "transaction", "union",  "unique", "update",  "user",       "using",  "values", "when",  "where"};
  return std::find(kWords.begin(), kWords.end(), name) != kWords.end();
}

class Checker {
 public:
  explicit Checker(std::span<const ObjectType* const> types) : types_(types) {}

  std::vector<std::string> run() {
    for (const auto* type : types_) check(*type);
    check_cycles();
    return std::move(problems_);
  }

 private:
  void check(const ObjectType& type) {
    at_ = type.name;
    expect(is_identifier(type.name), "the name is not lower_case");
    expect(names_.insert(type.name).second, "the name is taken");
    expect(is_identifier(type.table), "the table's name is not lower_case");
    expect(!type.label.empty(), "it has no label");
    expect(type.help.size() >= kShortestHelp, "its help is missing or too short");
    expect(type.noun.empty() || nouns_.insert(type.noun).second, "its noun is taken");
    for (const auto& alias : type.aliases)
      expect(!alias.empty() && alias != type.noun && alias != type.section, "an alias says nothing new");
    expect((type.runtime == Runtime::kStoredOnly) == !type.runtime_note.empty(),
           "a type that nothing uses yet says so in its runtime_note, any other has none");
    const auto* name = type.find("name");
    expect(name && name->kind == Kind::kString && name->required && name->unique,
           "it has no unique, required field `name`");
    std::set<std::string> columns = {"id", "cluster_id", "version"};
    for (const auto& [column, value] : type.fixed) {
      at_ = type.name + "." + column;
      expect(is_identifier(column) && columns.insert(column).second, "the fixed column's name is wrong or taken");
    }
    for (const auto& field : type.fields) check(type, field, columns);
    check_input_names(type);
    at_ = type.name;
    for (const auto& together : type.uniques) {
      for (const auto& field : together) expect(type.find(field) != nullptr, "unique names an unknown field");
    }
  }

  // Every key that input may hold leads to one field.
  void check_input_names(const ObjectType& type) {
    std::set<std::string> known = {"id", "cluster_id", "version"};
    for (const auto& field : type.fields) {
      at_ = type.name + "." + field.name;
      for (const auto& alias : field.aliases)
        expect(is_identifier(alias) && type.find(alias) == (field.kind == Kind::kRef ? nullptr : &field) &&
                   known.insert(alias).second,
               "the alias `" + alias + "` is wrong or taken");
      if (field.kind != Kind::kRef) continue;
      const auto key = reference_name(field);
      const auto* other = type.find(key);
      expect(is_identifier(key) && !other && known.insert(key).second,
             "its key for names, `" + key + "`, is wrong or taken");
    }
  }

  void check(const ObjectType& type, const Field& field, std::set<std::string>& columns) {
    at_ = type.name + "." + field.name;
    expect(is_identifier(field.name) && is_identifier(field.column()), "the name is not lower_case");
    expect(columns.insert(field.column()).second, "the column is taken");
    expect(!is_sql_word(field.column()), "the column's name is a word of SQL");
    expect(field.help.size() >= kShortestHelp, "its help is missing or too short");
    expect(!field.min || !field.max || *field.min <= *field.max, "its range is empty");
    expect(!(field.required && field.kind == Kind::kBool), "a boolean is never required: it has a default");
    expect(field.kind != Kind::kRef || is_known(field.ref), "it refers to an unknown type `" + field.ref + "`");
    expect(field.kind == Kind::kRef || field.ref.empty(), "only an Id can be a reference");
    expect(field.kind == Kind::kRef || (field.by_name.empty() && field.only.empty()),
           "only a reference is given by name");
    for (const auto& name : field.only)
      expect(is_in_family(name, field.ref), "it refers to `" + name + "`, which is no " + field.ref);
    expect(field.items.empty() || (field.kind == Kind::kList && is_known(field.items)),
           "its items are of an unknown type `" + field.items + "`");
    for (const auto& [theirs, ours] : field.spellings)
      expect(check_value(field, ours).empty() && !check_value(field, theirs).empty(),
             "the spelling `" + theirs + "` of `" + ours + "` is not one");
    expect(!field.multiline || field.kind == Kind::kText || field.kind == Kind::kSecret,
           "only text and secrets have several lines");
    expect(field.kind == Kind::kSecret || !field.generated, "only a secret is generated");
    expect(field.kind != Kind::kRef || field.required != field.nullable, "a reference is either required or optional");
    expect(field.required || check_value(field, field.initial).empty(), "its default breaks its own rules");
    const auto [known, fresh] = kinds_.try_emplace(type.table + "." + field.column(), stored_as(field.kind));
    expect(fresh || known->second == stored_as(field.kind),
           "a sibling in the same table has this column with another kind");
  }

  // A type may refer to itself, not to a circle of others: tables are created and objects imported references first.
  void check_cycles() {
    std::set<std::string> done;
    for (const auto* type : types_) {
      std::set<std::string> path;
      visit(*type, path, done);
    }
  }

  void visit(const ObjectType& type, std::set<std::string>& path, std::set<std::string>& done) {
    if (done.contains(type.table)) return;
    at_ = type.name;
    if (!path.insert(type.table).second) {
      expect(false, "references form a circle");
      return;
    }
    for (const auto* sibling : types_) {
      if (sibling->table != type.table) continue;
      for (const auto& field : sibling->fields) {
        for (const auto* target : types_) {
          if ((target->name == field.ref || target->family == field.ref) && target->table != type.table)
            visit(*target, path, done);
        }
      }
    }
    path.erase(type.table);
    done.insert(type.table);
  }

  bool is_known(const std::string& ref) const {
    std::set<std::string> tables;
    for (const auto* type : types_) {
      if (type->name == ref || type->family == ref) tables.insert(type->table);
    }
    return tables.size() == 1;
  }

  bool is_in_family(const std::string& name, const std::string& family) const {
    return std::any_of(types_.begin(), types_.end(),
                       [&](const auto* type) { return type->name == name && type->family == family; });
  }

  static Kind stored_as(Kind kind) { return kind == Kind::kText || kind == Kind::kEnum ? Kind::kString : kind; }

  static bool is_identifier(const std::string& text) {
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  }

  void expect(bool good, const std::string& complaint) {
    if (!good) problems_.push_back(at_ + ": " + complaint);
  }

  std::span<const ObjectType* const> types_;
  std::string at_;
  std::set<std::string> names_, nouns_;
  std::map<std::string, Kind> kinds_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> meta_check(std::span<const ObjectType* const> types) { return Checker(types).run(); }

}  // namespace zato::schema
