// Rules for the text of single fields: each says what is wrong, or "". An empty text passes unless the rule says
// otherwise: whether a field may be left out is not a rule's business.
#pragma once

#include <string>

namespace zato::objects {

// HTTP
std::string url_path(
    const std::string& text);  // "/crm/customer/{id}": absolute, no query, parameters named and distinct
std::string target_path(const std::string& text);    // of somebody else's server: absolute, may hold a query
std::string http_host(const std::string& text);      // "https://crm.example.com:8443"
std::string url(const std::string& text);            // http:// or https://, with a host
std::string header_name(const std::string& text);    // RFC 9110 token
std::string method_name(const std::string& text);    // the same, in upper case
std::string quotable(const std::string& text);       // may stand between double quotes in a header
std::string without_colon(const std::string& text);  // a user name of Basic authentication

std::string charset(const std::string& text);  // one that texts can be converted from and to

// Lines of text; blank ones and those that start with # are comments
std::string key_value_lines(const std::string& text);   // key=value
std::string rate_limit_lines(const std::string& text);  // address, network or * = count/m, /h, /d or *
std::string pattern_lines(const std::string& text);     // pub=/orders/*

// PEM
std::string certificates(const std::string& text);          // at least one
std::string key_and_certificates(const std::string& text);  // a private key and its certificate

// Time
std::string date_time(const std::string& text);        // "2026-05-31 12:00:00", with or without T, a fraction, Z
std::string cron_definition(const std::string& text);  // five fields, or @hourly and its kin
std::string time_zone(const std::string& text);        // Europe/Warsaw, UTC

// Messaging
std::string zmq_address(const std::string& text);  // tcp://host:port, tcp://*:port, ipc://path, inproc://name
std::string topic_name(const std::string& text);   // printable ASCII without # and blanks

}  // namespace zato::objects
