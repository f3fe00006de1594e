// What tests of plans and exports share: documents out of YAML text, plans and applications that must succeed.
#pragma once

#include <gmock/gmock.h>

#include "enmasse/export.hpp"
#include "enmasse/json.hpp"
#include "enmasse/load.hpp"
#include "enmasse/plan.hpp"
#include "odb/conformance/engine.hpp"

namespace zato::enmasse {

class WithDocuments : public odb::WithCluster {
 protected:
  static Document document(const std::string& yaml) {
    auto loaded = parse(yaml, "zato.yaml", objects::all());
    if (has_errors(loaded.problems)) throw std::runtime_error(to_text(loaded.problems));
    return std::move(loaded.document);
  }

  Plan plan_of(const std::string& yaml, const PlanOptions& options = {}) {
    return odb::expect_ok(plan(*store_, objects::all(), document(yaml), options));
  }
  Applied apply_it(const std::string& yaml, const PlanOptions& options = {}) {
    return odb::expect_ok(apply(*store_, objects::all(), document(yaml), options));
  }
  base::Error refused(const std::string& yaml, const PlanOptions& options = {}) {
    const auto result = apply(*store_, objects::all(), document(yaml), options);
    if (result) throw std::runtime_error("applied, although it should have been refused");
    return result.error();
  }
  std::string exported(const ExportOptions& options = {}) {
    return to_yaml_file(objects::all(), odb::expect_ok(export_all(*store_, objects::all(), options)));
  }

  std::int64_t sequence() const { return odb::expect_ok(odb::current_sequence(*connection_, cluster_)); }

  // "create REST channel `crm`, …": the steps that change anything, in their order.
  static std::string summary(const Plan& plan) {
    std::string out;
    for (const auto& step : plan.steps) {
      if (step.action == Action::kUnchanged) continue;
      out += (out.empty() ? "" : ", ") + std::string(action_name(step.action)) + " " + step.name;
    }
    return out;
  }
};

}  // namespace zato::enmasse
