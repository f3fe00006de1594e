// The services that follow from the object types, one interpreter per verb. Each file of this folder makes the services
// of its verb for one prefix; catalog.cpp collects them.
#pragma once

#include <memory>
#include <vector>

#include "admin/service.hpp"

namespace zato::admin {

// The types that answer to one prefix. Where there are several, their fixed columns tell them apart (connection and
// transport of zato.http-soap).
struct Family {
  std::string prefix;
  std::vector<const schema::ObjectType*> types;

  std::string label() const;  // "REST channel", "REST channel or SOAP channel"
};

std::vector<Service> derived_services(const schema::Registry& registry);

Service create_service(const Family& family);
Service edit_service(const Family& family);
Service delete_service(const Family& family);
Service get_service(const Family& family, std::string verb);
Service get_list_service(const Family& family);
Service change_password_service(const Family& family);
Service history_service(const Family& family);
Service set_active_status_service(const Family& family);
Service ping_service(const Family& family);
Service statistics_service(const Family& family);
Service unsupported_service(const Family& family, const std::string& verb);

}  // namespace zato::admin
