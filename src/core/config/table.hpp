// Table: all settings of one component, in the order in which files and pages show them. Built once per component by
// server_table(), lb_table() …; read by the interpreters of this folder and by the command line.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/setting.hpp"

namespace zato::config {

struct Section {
  std::string name;
  std::string help;
};

// A key of Zato's that is accepted and has no effect here, with the reason. Where having no effect would mislead, only
// the harmless value is accepted.
struct Ignored {
  std::string section;
  std::string key;
  std::string why;
  std::string harmless = {};  // empty: any value
};

// Type-erased part; `make` creates a settings struct with all defaults.
struct TableData {
  std::string component;  // "server", "load-balancer"
  std::string file_name;  // "server.conf", inside config/repo
  std::string help;
  std::vector<Section> sections;
  std::vector<Setting> settings;
  std::vector<Ignored> ignored;
  std::function<std::shared_ptr<void>()> make;

  const Setting* find(std::string_view section, std::string_view key) const;  // by key or alias
  const Ignored* find_ignored(std::string_view section, std::string_view key) const;
  bool has_section(std::string_view section) const;
  std::vector<std::string> keys_of(std::string_view section) const;
};

template <class S>
class Table {
 public:
  Table(std::string component, std::string file_name, std::string help) {
    data_.component = std::move(component);
    data_.file_name = std::move(file_name);
    data_.help = std::move(help);
    data_.make = [] { return std::static_pointer_cast<void>(std::make_shared<S>()); };
  }

  // The following add() calls declare members of `part`.
  template <class P>
  class SectionOf {
   public:
    SectionOf(TableData& data, std::string section, P S::*part)
        : data_(data), section_(std::move(section)), part_(part) {}

    template <class V>
    SectionOf& add(std::string key, V P::*member, Facts facts) {
      auto part = part_;
      Setting setting{.section = section_,
                      .key = std::move(key),
                      .kind = kind_of<V>(),
                      .facts = std::move(facts),
                      .set = {},
                      .get = {},
                      .resolve = {}};
      const auto shape = setting;  // what the closures know of the setting; without closures of its own
      setting.set = [shape, part, member](void* settings, std::string_view text) {
        return parse_value(shape, text, static_cast<S*>(settings)->*part.*member);
      };
      setting.get = [shape, part, member](const void* settings) {
        return format_value(shape, static_cast<const S*>(settings)->*part.*member);
      };
      if constexpr (std::is_same_v<V, std::filesystem::path>) {
        setting.resolve = [part, member](void* settings, const std::filesystem::path& base) {
          auto& path = static_cast<S*>(settings)->*part.*member;
          if (!path.empty()) path = (base / path).lexically_normal();
        };
      }
      data_.settings.push_back(std::move(setting));
      return *this;
    }

    SectionOf& ignored(std::string key, std::string why) {
      data_.ignored.push_back({section_, std::move(key), std::move(why), {}});
      return *this;
    }

   private:
    TableData& data_;
    std::string section_;
    P S::*part_;
  };

  template <class P>
  SectionOf<P> section(std::string name, P S::*part, std::string help) {
    data_.sections.push_back({name, std::move(help)});
    return SectionOf<P>(data_, std::move(name), part);
  }

  // The same for keys of sections that have no settings here.
  void ignored(Ignored key) { data_.ignored.push_back(std::move(key)); }

  const TableData& data() const noexcept { return data_; }

 private:
  TableData data_;
};

// Every component's table, for the reference page, for unknown environment variables and for the check of the tables.
std::vector<const TableData*> all_tables();

// What is wrong with a declaration (no help, two equal names, a default outside its own range); empty when all is well.
std::vector<std::string> check_table(const TableData& table);

}  // namespace zato::config
