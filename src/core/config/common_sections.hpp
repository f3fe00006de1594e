// Sections that servers and schedulers have in common. For the files that declare settings.
#pragma once

#include "config/server_settings.hpp"
#include "config/table.hpp"

namespace zato::config {

template <class S>
void declare_odb(Table<S>& table) {
  using P = OdbSettings;
  table.section("odb", &S::odb, "The SQL database that holds the cluster's configuration.")
      .add("engine", &P::engine,
           {.help = "Kind of database; postgresql is needed once servers run on several hosts.",
            .one_of = {"sqlite", "postgresql"}})
      .add("db_name", &P::db_name, {.help = "Name of the database; with SQLite the path of its file."})
      .add("host", &P::host,
           {.help = "Host of the database server; an absolute path is the directory of its Unix socket."})
      .add("port", &P::port, {.help = "TCP port of the database server.", .min = 1, .max = 65535})
      .add("username", &P::username, {.help = "User to connect to the database as."})
      .add("password", &P::password, {.help = "Password of the database user."})
      .add("schema", &P::schema,
           {.help = "PostgreSQL schema that holds the tables; empty means the user's default.",
            .aliases = {"postgresql_schema"}})
      .add("pool_size", &P::pool_size,
           {.help = "Connections that one worker may have open at a time.",
            .min = 1,
            .max = 1000,
            .unit = "connections"})
      .add("connect_timeout", &P::connect_timeout,
           {.help = "How long one attempt to connect to the database may take.", .min = 0.1, .max = 300})
      .ignored("extra", "connections have settings of their own")
      .ignored("use_async_driver", "database calls never block the event loop here");
}

template <class S>
void declare_kvdb(Table<S>& table) {
  using P = KvdbSettings;
  table.section("kvdb", &S::kvdb, "Redis: broker between servers, and shared state.")
      .add("host", &P::host, {.help = "Host that Redis runs on; unused where a Unix socket is given."})
      .add("port", &P::port,
           {.help = "TCP port of Redis; unused where a Unix socket is given.", .min = 1, .max = 65535})
      .add("unix_socket_path", &P::unix_socket_path,
           {.help = "Unix socket of a Redis on this host; empty means host and port."})
      .add("username", &P::username, {.help = "Redis ACL user; empty means the default user."})
      .add("password", &P::password, {.help = "Password of the Redis user."})
      .add("db", &P::db, {.help = "Number of the Redis database.", .min = 0, .max = 1023})
      .add("socket_timeout", &P::socket_timeout,
           {.help = "How long connecting to Redis or one command may take.", .min = 0.05, .max = 300})
      .add("reconnect_delay_min", &P::reconnect_delay_min,
           {.help = "First pause before a lost Redis connection is opened again; doubles, with jitter.",
            .min = 0.01,
            .max = 60})
      .add("reconnect_delay_max", &P::reconnect_delay_max,
           {.help = "Longest pause between two attempts to reach Redis.", .min = 0.01, .max = 300})
      .ignored("shadow_password_in_logs", "passwords never reach a log")
      .ignored("log_connection_info_sleep_time", "connection state is shown by zato info and /readyz")
      .ignored("charset", "Redis values are bytes")
      .ignored("errors", "Redis values are bytes");
}

// `part`: what the component has of it, at least these. Returns the section, for more.
template <class S, class P>
auto declare_logging(Table<S>& table, P S::*part, const char* help_of_file) {
  auto section = table.section("logging", part, "What is logged, where and how.");
  section
      .add("level", &P::level,
           {.help = "Lines below this level are not written.",
            .one_of = {"trace", "debug", "info", "warning", "error", "off"}})
      .add("format", &P::format,
           {.help = "Zato's text lines, or one JSON object per line.", .one_of = {"text", "json"}})
      .add("file", &P::file, {.help = help_of_file})
      .add("rotate_bytes", &P::rotate_bytes,
           {.help = "A log file that has grown beyond this is rotated; 0 leaves rotation to others.",
            .min = 0,
            .max = 1e12,
            .unit = "bytes"})
      .add("rotate_count", &P::rotate_count,
           {.help = "Rotated log files that are kept.", .min = 1, .max = 1000, .unit = "files"});
  return section;
}

}  // namespace zato::config
