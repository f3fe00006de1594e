"""The table of what is missing, and what the facts name that is there."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[4] / "src" / "python"))

from zato.compat.missing import NAMES

# Sections 1.2, 1.3, 1.4, 1.6 and 1.7, without what NAMES has.
THERE = ["self." + name for name in (
    "name impl_name logger cid in_reply_to channel chan data_format transport job_type environ wsgi_environ time config user_config static_config server usage "
    "slow_threshold invocation_time processing_time processing_time_raw translate kvdb cache email patterns commands crypto rest invoke invoke_by_id invoke_by_impl_name "
    "invoke_async lock sleep spawn run_in_thread new_instance log_input log_output get_name get_impl_name accept before_handle validate_input handle validate_output "
    "after_handle finalize_handle before_job after_job before_one_time_job after_one_time_job before_interval_based_job after_interval_based_job "
    "before_cron_style_job after_cron_style_job patterns.fanout patterns.parallel patterns.invoke_retry email.smtp email.imap cache.default cache.builtin "
    "out.rest out.plain_http out.sql out.redis outgoing.rest outgoing.plain_http outgoing.sql request.payload request.raw_request request.text request.input request.http "
    "request.channel_params request.merge_channel_params request.cid request.data_format request.transport request.to_bunch request.bunchified request.deepcopy "
    "request.http.method request.http.path request.http.GET request.http.POST request.http.params request.http.user_agent request.http.get_form_data "
    "response.payload response.status_code response.status_message response.headers response.content_type response.content_encoding response.result "
    "response.result_details response.data_format response.cid server.invoke server.fs_server_config server.name server.invoke_async").split()]


def missing_names():
    return sorted(f"{owner}.{name}" for owner, names in NAMES.items() for name in names) + ["self.out.odoo", "self.out.amqp", "self.out.sftp"]
