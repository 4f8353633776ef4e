"""The main job: all tables as they begin. Generated, see Makefile and storage/migrations/__main__.py."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.migrations.first_statements import MAKING, UNDOING

revision: str = "0001_main_job"
down_revision: str | None = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# fmt: off
TABLES = (
    "closingday", "confirmation_month", "counter", "distribution_list", "inbox", "installation", "office",
    "rate_limit", "recess", "search_entry", "person", "topic_care", "audit", "confirmation_request",
    "district_deficit", "figure_version", "formdraft", "intention", "meeting", "pool", "pool_hint", "reminder",
    "setupmark", "snooze", "surface", "intention_link", "intentionchange", "needreport", "needrequest", "outbox",
    "pool_member", "result", "sheet_version", "site_facts", "update", "confirmation", "echo", "inquiry", "need",
    "report_basis", "reportversion", "resultchange", "topic_prompt", "extension", "need_effect", "need_owner",
    "need_site", "need_support", "question",
)


def upgrade() -> None:  # noqa: PLR0915  # a list of tables, each after those it refers to
    """Make the tables and their indexes."""
    op.create_table(
        "closingday",
        sa.Column("day", sa.Date(), primary_key=True), sa.Column("name", sa.String(80)),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "confirmation_month",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "counter",
        sa.Column("series", sa.String(80), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_table(
        "distribution_list",
        sa.Column("name", sa.String(80), nullable=False), sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("offices", DOCUMENT, nullable=False), sa.Column("withdrawn", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(200), primary_key=True), sa.Column("answer", DOCUMENT),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("secret", sa.String(64), nullable=False), sa.Column("team_id", sa.String(32)),
        sa.Column("last_tick_at", sa.DateTime(timezone=True)),
        sa.Column("watermark", sa.DateTime(timezone=True)),
        sa.Column("recovered_at", sa.DateTime(timezone=True)),
        sa.Column("backed_up_at", sa.DateTime(timezone=True)),
        sa.Column("trouble", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.String(60), primary_key=True), sa.Column("name", sa.String(160), nullable=False),
        sa.Column("short", sa.String(40), nullable=False), sa.Column("remit", sa.String(400)),
        sa.Column("asked", sa.String(20), nullable=False), sa.Column("districts", DOCUMENT, nullable=False),
        sa.Column("target_groups", DOCUMENT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False), sa.Column("until", sa.Date()),
        sa.Column("merged_into", sa.String(60)),
    )
    op.create_table(
        "rate_limit",
        sa.Column("scope", sa.String(80), primary_key=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "recess",
        sa.Column("first", sa.Date(), nullable=False), sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False), sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), primary_key=True), sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("intention_id", sa.Integer(), index=True), sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False), sa.Column("also", sa.String(), nullable=False),
        sa.UniqueConstraint("kind", "subject_id", "hidden"),
    )
    op.create_table(
        "person",
        sa.Column("name", sa.String(120), nullable=False), sa.Column("email", sa.String(254)),
        sa.Column("phone", sa.String(60)),
        sa.Column("slack_user_id", sa.String(32), nullable=False, index=True, unique=True),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id"), index=True),
        sa.Column("roles", DOCUMENT, nullable=False), sa.Column("lead_contact", sa.Boolean(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), sa.ForeignKey("person.id")), sa.Column("absent_from", sa.Date()),
        sa.Column("absent_until", sa.Date()), sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_deactivated", sa.Boolean(), nullable=False),
        sa.Column("is_external", sa.Boolean(), nullable=False), sa.Column("chat_checked_on", sa.Date()),
        sa.Column("language", sa.String(5), nullable=False), sa.Column("note_at", sa.Time()),
        sa.Column("direct_reminders", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True)), sa.Column("forgotten_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "topic_care",
        sa.Column("topic", sa.String(60), primary_key=True),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id"), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("verb", sa.String(60), nullable=False), sa.Column("noun", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False), sa.Column("details", DOCUMENT, nullable=False),
        sa.Column("reason", sa.String(1000)),
    )
    op.create_table(
        "confirmation_request",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id"), nullable=False, index=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("month", sa.String(7)), sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False), sa.Column("due", sa.Date(), nullable=False),
        sa.UniqueConstraint("office", "month"),
    )
    op.create_table(
        "district_deficit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("district", sa.String(60), nullable=False, index=True),
        sa.Column("facility_type", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False), sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False), sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("imported_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("district", "facility_type", "version"),
    )
    op.create_table(
        "figure_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("figure", sa.String(60), nullable=False, index=True),
        sa.Column("version", sa.Integer(), nullable=False), sa.Column("value", sa.String(40), nullable=False),
        sa.Column("low", sa.String(40)), sa.Column("high", sa.String(40)),
        sa.Column("binding", sa.String(40), nullable=False), sa.Column("source", sa.String(300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False), sa.Column("reason", sa.String(500)),
        sa.Column("changed_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("figure", "version"),
    )
    op.create_table(
        "formdraft",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(40), nullable=False), sa.Column("context", DOCUMENT, nullable=False),
        sa.Column("values", DOCUMENT, nullable=False), sa.Column("begun_at", sa.DateTime(timezone=True)),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "intention",
        sa.Column("title", sa.String(120), nullable=False), sa.Column("second_district", sa.String(60)),
        sa.Column("neighbourhood", sa.String(120)), sa.Column("location", sa.String(200)),
        sa.Column("plot", sa.String(80)), sa.Column("dwellings", sa.Integer()),
        sa.Column("floor_area", sa.Integer()), sa.Column("uses", sa.String(1000)),
        sa.Column("route", sa.String(60), nullable=False), sa.Column("stage", sa.String(60), nullable=False),
        sa.Column("owner", sa.String(200)), sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("municipal_land", sa.Boolean()), sa.Column("existing_public_area", sa.Boolean()),
        sa.Column("source", sa.String(200)), sa.Column("source_link", sa.String(500)),
        sa.Column("first_known_on", sa.Date()), sa.Column("move_in_year", sa.Integer()),
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("alias", sa.String(120), nullable=False),
        sa.Column("district", sa.String(60), nullable=False, index=True), sa.Column("quality", sa.String(40)),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("lead_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("recorded_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("external_key", sa.String(80), unique=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "meeting",
        sa.Column("on", sa.Date(), nullable=False, index=True), sa.Column("at", sa.Time(), nullable=False),
        sa.Column("place", sa.String(300)), sa.Column("notes", sa.String(2000)),
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("state", sa.String(40), nullable=False), sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(1000)), sa.Column("moved_from", sa.DateTime(timezone=True)),
        sa.Column("digest_at", sa.DateTime(timezone=True)),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "pool",
        sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(120), nullable=False),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dissolved_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "pool_hint",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("district", sa.String(60), nullable=False, index=True),
        sa.Column("members", sa.String(400), nullable=False), sa.Column("lines", DOCUMENT, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True)),
        sa.Column("dismissed_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.UniqueConstraint("district", "members"),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(200), nullable=False, unique=True),
        sa.Column("kind", sa.String(40), nullable=False), sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False), sa.Column("due", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("day", sa.Date(), nullable=False), sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("outbox_key", sa.String(200), nullable=False, index=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        "reminder_subject", "reminder", ["kind", "subject_id"],
    )
    op.create_table(
        "setupmark",
        sa.Column("step", sa.String(20), primary_key=True), sa.Column("about", sa.String(60)),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "snooze",
        sa.Column("id", sa.Integer(), primary_key=True), sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False), sa.Column("due", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("until", sa.Date(), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("kind", "subject_id", "due", "person_id", "until"),
    )
    op.create_table(
        "surface",
        sa.Column("id", sa.Integer(), primary_key=True), sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(60), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")), sa.Column("channel_id", sa.String(32)),
        sa.Column("channel", sa.String(32)), sa.Column("ts", sa.String(32)),
        sa.Column("posts", sa.Integer(), nullable=False), sa.Column("wanted_rev", sa.Integer(), nullable=False),
        sa.Column("shown_rev", sa.Integer(), nullable=False), sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)), sa.Column("holder", sa.Integer()),
        sa.Column("not_before", sa.DateTime(timezone=True)), sa.Column("reason", sa.String(300)),
        sa.UniqueConstraint("kind", "subject_id", "recipient"),
    )
    op.create_index(
        "surface_stale", "surface", ["id"],
        postgresql_where=sa.text("wanted_rev > shown_rev"),
        sqlite_where=sa.text("wanted_rev > shown_rev"),
    )
    op.create_table(
        "intention_link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("earlier_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("later_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(40), nullable=False), sa.Column("reason", sa.String(1000)),
        sa.Column("linked_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "intentionchange",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("what", sa.String(20), nullable=False), sa.Column("before", sa.String(60), nullable=False),
        sa.Column("after", sa.String(60), nullable=False), sa.Column("reason", sa.String(1000)),
        sa.Column("changed_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        "needreport",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id"), nullable=False, index=True),
        sa.Column("version", sa.Integer(), nullable=False), sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.UniqueConstraint("intention_id", "office"),
    )
    op.create_table(
        "needrequest",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("started_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False), sa.Column("due", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False), sa.Column("remark", sa.String(1000)),
        sa.Column("state", sa.String(40), nullable=False), sa.Column("distribution", sa.String(80)),
        sa.Column("left_out", DOCUMENT, nullable=False), sa.Column("brief", sa.Boolean(), nullable=False),
        sa.Column("follows", sa.Integer(), sa.ForeignKey("needrequest.id"), index=True),
        sa.Column("reason", sa.String(1000)), sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "needrequest_unfinished", "needrequest", ["id"],
        postgresql_where=sa.text("state = 'open' AND finished_at IS NULL"),
        sqlite_where=sa.text("state = 'open' AND finished_at IS NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(200), nullable=False, unique=True),
        sa.Column("kind", sa.String(40), nullable=False), sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("channel_id", sa.String(32)),
        sa.Column("thread_of", sa.Integer(), sa.ForeignKey("surface.id")),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)), sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(300)), sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False), sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("holder", sa.Integer()), sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.Column("sending_since", sa.DateTime(timezone=True)),
        sa.Column("looked_for_at", sa.DateTime(timezone=True)), sa.Column("channel", sa.String(32)),
        sa.Column("ts", sa.String(32)), sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "outbox_open", "outbox", ["due_at", "id"],
        postgresql_where=sa.text("state IN ('pending', 'claimed', 'sending', 'uncertain')"),
        sqlite_where=sa.text("state IN ('pending', 'claimed', 'sending', 'uncertain')"),
    )
    op.create_index(
        "outbox_sent", "outbox", ["channel", "ts"],
        postgresql_where=sa.text("state = 'sent'"),
        sqlite_where=sa.text("state = 'sent'"),
    )
    op.create_index(
        "outbox_troubled", "outbox", ["id"],
        postgresql_where=sa.text("state IN ('uncertain', 'dead', 'expired')"),
        sqlite_where=sa.text("state IN ('uncertain', 'dead', 'expired')"),
    )
    op.create_table(
        "pool_member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("pool_id", sa.Integer(), sa.ForeignKey("pool.id"), nullable=False, index=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "pool_member_present", "pool_member", ["intention_id"], unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
        sqlite_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "result",
        sa.Column("text", sa.String(1000), nullable=False), sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), index=True),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id"), nullable=False, index=True),
        sa.Column("due", sa.Date()), sa.Column("trigger_stage", sa.String(60)),
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("responsible_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("state", sa.String(40), nullable=False), sa.Column("triggered_on", sa.Date()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence", sa.String(1000)), sa.Column("done_on", sa.Date()),
        sa.Column("settled_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("external_key", sa.String(80), unique=True),
    )
    op.create_index(
        "result_open_due", "result", ["due", "id"],
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "result_open_office", "result", ["office", "due", "id"],
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "sheet_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False), sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.UniqueConstraint("intention_id", "number"),
    )
    op.create_table(
        "site_facts",
        sa.Column("small_dwellings", sa.Integer()), sa.Column("micro_dwellings", sa.Integer()),
        sa.Column("removed_dwellings", sa.Integer()), sa.Column("indoor_area", sa.Integer()),
        sa.Column("outdoor_area", sa.Integer()),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), primary_key=True, autoincrement=False),
        sa.Column("overrides", DOCUMENT, nullable=False),
    )
    op.create_table(
        "update",
        sa.Column("text", sa.String(280)), sa.Column("question", sa.String(280)),
        sa.Column("question_office", sa.String(60)), sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("office", sa.String(60)), sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(1000)), sa.Column("answered_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("confirmation_request.id"), nullable=False, index=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("needreport.id"), nullable=False, index=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("cause", sa.String(40), nullable=False), sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("after", DOCUMENT, nullable=False), sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("answered_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "confirmation_one_open", "confirmation", ["report_id"], unique=True,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "echo",
        sa.Column("outbox_id", sa.Integer(), sa.ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
        sa.Column("listen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("needrequest.id"), nullable=False, index=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id"), nullable=False, index=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("stands_in_for", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False), sa.Column("state", sa.String(40), nullable=False),
        sa.Column("begun_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("begun_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("answered_at", sa.DateTime(timezone=True)), sa.Column("reason", sa.String(1000)),
        sa.Column("better_office", sa.String(60)), sa.Column("source", sa.String(40)),
        sa.Column("received_on", sa.Date()), sa.Column("after_closing", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("request_id", "office"),
    )
    op.create_index(
        "inquiry_open_due", "inquiry", ["due", "id"],
        postgresql_where=sa.text("state IN ('asked', 'seen')"),
        sqlite_where=sa.text("state IN ('asked', 'seen')"),
    )
    op.create_index(
        "inquiry_reported_due", "inquiry", ["due"],
        postgresql_where=sa.text("state = 'reported'"),
        sqlite_where=sa.text("state = 'reported'"),
    )
    op.create_table(
        "need",
        sa.Column("what", sa.String(200), nullable=False), sa.Column("facility_type", sa.String(60)),
        sa.Column("kind", sa.String(40), nullable=False), sa.Column("quantity", sa.BigInteger()),
        sa.Column("quantity_to", sa.BigInteger()), sa.Column("manner", sa.String(40)),
        sa.Column("unit", sa.String(60)), sa.Column("quantity_reason", sa.String(500)),
        sa.Column("replaces", sa.BigInteger()), sa.Column("minimum", sa.BigInteger()),
        sa.Column("minimum_reason", sa.String(500)), sa.Column("figure", sa.String(60)),
        sa.Column("figure_quantity", sa.BigInteger()), sa.Column("why", sa.String(1000), nullable=False),
        sa.Column("target_groups", DOCUMENT, nullable=False), sa.Column("priority", sa.String(40)),
        sa.Column("place", sa.String(200)), sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("needreport.id"), nullable=False, index=True),
        sa.Column("step", sa.Integer(), nullable=False), sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "report_basis",
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("needreport.id"), primary_key=True, autoincrement=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "reportversion",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("needreport.id"), nullable=False, index=True),
        sa.Column("version", sa.Integer(), nullable=False), sa.Column("answer", sa.String(40), nullable=False),
        sa.Column("needs", DOCUMENT, nullable=False), sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(1000)),
        sa.Column("written_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False), sa.Column("source", sa.String(40)),
        sa.Column("received_on", sa.Date()), sa.Column("after_closing", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("report_id", "version"),
    )
    op.create_table(
        "resultchange",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("result_id", sa.Integer(), sa.ForeignKey("result.id"), nullable=False, index=True),
        sa.Column("what", sa.String(40), nullable=False), sa.Column("before", sa.String(1000)),
        sa.Column("after", sa.String(1000)), sa.Column("reason", sa.String(1000)),
        sa.Column("changed_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "topic_prompt",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("needrequest.id"), nullable=False, index=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id")),
        sa.Column("state", sa.String(40), nullable=False), sa.Column("reason", sa.String(500)),
        sa.Column("answered_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("request_id", "topic"),
    )
    op.create_index(
        "topic_prompt_open", "topic_prompt", ["intention_id", "id"],
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("inquiry_id", sa.Integer(), sa.ForeignKey("inquiry.id"), nullable=False, index=True),
        sa.Column("wanted", sa.Date(), nullable=False), sa.Column("reason", sa.String(1000)),
        sa.Column("asked_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False), sa.Column("granted", sa.Boolean()),
        sa.Column("refusal", sa.String(1000)), sa.Column("decided_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "need_effect",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("need_id", sa.Integer(), sa.ForeignKey("need.id"), nullable=False, index=True),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id"), nullable=False),
        sa.Column("target_group", sa.String(60), nullable=False),
        sa.Column("effect", sa.String(40), nullable=False), sa.Column("note", sa.String(1000)),
        sa.Column("given_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("need_id", "office", "target_group"),
    )
    op.create_table(
        "need_owner",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("need_id", sa.Integer(), sa.ForeignKey("need.id"), nullable=False, index=True),
        sa.Column("joined_id", sa.Integer(), sa.ForeignKey("need.id"), nullable=False, index=True),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id"), nullable=False),
        sa.Column("state", sa.String(40), nullable=False), sa.Column("note", sa.String(1000)),
        sa.Column("proposed_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("proposed_office", sa.String(60), sa.ForeignKey("office.id"), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "need_site",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("need_id", sa.Integer(), sa.ForeignKey("need.id"), nullable=False, index=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intention.id"), nullable=False, index=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("placed_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.UniqueConstraint("need_id", "intention_id"),
    )
    op.create_table(
        "need_support",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("need_id", sa.Integer(), sa.ForeignKey("need.id"), nullable=False, index=True),
        sa.Column("office", sa.String(60), sa.ForeignKey("office.id"), nullable=False),
        sa.Column("argument", sa.String(1000), nullable=False),
        sa.Column("given_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("need_id", "office"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("inquiry_id", sa.Integer(), sa.ForeignKey("inquiry.id"), nullable=False, index=True),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("asked_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False), sa.Column("answer", sa.String(2000)),
        sa.Column("answered_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
    )
    for statement in MAKING[op.get_bind().dialect.name]:
        op.execute(statement)
# fmt: on


def downgrade() -> None:
    """Drop the tables, and their indexes with them."""
    for statement in UNDOING[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)
