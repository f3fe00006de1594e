// The services written by hand, one file a family. A service of the same name as a derived one takes its place and may
// build upon it.
#pragma once

#include <vector>

#include "admin/service.hpp"

namespace zato::admin {

std::vector<Service> config_services();  // zato.config.{get-changes,get-history,undo,status}
std::vector<Service> security_services(const schema::Registry& registry);
std::vector<Service> server_services(const schema::Registry& registry);
std::vector<Service> service_services(const schema::Registry& registry);
std::vector<Service> deployment_services();          // zato.deployment.*, zato.service.upload-package
std::vector<Service> deployment_history_services();  // zato.deployment.{get-versions,status,…}, zato.service.get-source-info
std::vector<Service> statistics_services(const schema::Registry& registry);
std::vector<Service> group_services(const schema::Registry& registry);
std::vector<Service> cluster_services();  // zato.cluster.get-singleton
std::vector<Service> info_services();
std::vector<Service> job_services(const schema::Registry& registry);
std::vector<Service> audit_services();
std::vector<Service> message_services();
std::vector<Service> openapi_services();

}  // namespace zato::admin
