#!/usr/bin/env python3
"""yepcord-adapter.py PORT_FILE YEPCORD_URL: Discord's API version 10 on a free port of 127.0.0.1, in front of a YEPCord.

YEPCord 1.0.0b3 speaks version 9 with gaps. What is between is done here and nowhere else, so that the bot and its
serenity stay as they are: routes that YEPCord lacks are answered from others, fields that serenity's models need are
filled in, and the gateway's IDENTIFY loses what YEPCord does not know. PORT_FILE gets the port once it listens.

Not there, with or without this file: components, forms, autocomplete, direct messages of bots, files, bulk deletion,
RESUME. Those are tested against tests/standin.
"""
import asyncio
import json
import os
import re
import sys

from aiohttp import ClientSession, ClientTimeout, WSMsgType, web

PORT_FILE, YEPCORD = sys.argv[1], sys.argv[2].rstrip("/")
REST = f"{YEPCORD}/api/v9"
GATEWAY = YEPCORD.replace("http", "ws", 1) + "/gateway/?v=9&encoding=json"
# The switch "Message Content Intent" of Discord's portal; YEPCord has none.
MESSAGE_CONTENT = 1 << 19
# What YEPCord tells its own client and no bot.
UNKNOWN_TO_BOTS = {
    "READY_SUPPLEMENTAL", "SESSIONS_REPLACE", "MESSAGE_ACK", "USER_SETTINGS_PROTO_UPDATE",
    "APPLICATION_COMMAND_INDEX_UPDATE", "GUILD_MEMBER_LIST_UPDATE",
}
state = {"url": "", "interactions": set(), "users": {}, "owners": {}, "nonces": {}, "channels": {}}
# Messages in one answer at most.
PAGE = 100


def ids(entries):
    return [str(entry["id"] if isinstance(entry, dict) else entry) for entry in entries or []]


def drop_empty(thing, *keys):
    for key in keys:
        if not thing.get(key):
            thing.pop(key, None)


def mend_user(user):
    user["id"] = str(user["id"])
    for key in ("public_flags", "flags", "premium_type"):
        if key in user:
            user[key] = int(user[key] or 0)
    if str(user.get("discriminator") or "0") == "0":
        user.pop("discriminator", None)
    for key in ("bot", "system", "mfa_enabled"):
        if user.get(key) is None:
            user.pop(key, None)
    for key in ("primary_guild", "collectibles", "avatar_decoration", "settings", "badge_ids"):
        user.pop(key, None)
    state["users"][user["id"]] = user


def mend_message(message):
    for key in ("mentions", "attachments", "embeds", "components", "reactions", "mention_channels", "sticker_items"):
        message[key] = message.get(key) or []
    message["mention_roles"] = ids(message.get("mention_roles"))
    for key in ("pinned", "tts", "mention_everyone"):
        message[key] = bool(message.get(key))
    message["flags"] = int(message.get("flags") or 0)
    message["content"] = message["content"] or ""
    message.pop("interaction_metadata", None)
    drop_empty(message, "thread", "message_snapshots", "poll", "application", "interaction", "activity",
               "message_reference", "referenced_message")
    if isinstance(message.get("interaction"), dict) and not message["interaction"].get("user"):
        message.pop("interaction")
    if isinstance(message.get("member"), dict) and "roles" not in message["member"]:
        message.pop("member")


def mend_member(member):
    member["roles"] = ids(member["roles"])
    member["flags"] = int(member.get("flags") or 0)
    for key in ("deaf", "mute", "pending"):
        member[key] = bool(member.get(key))
    member["avatar"] = member.get("avatar") or None


def mend_role(role):
    colors = role.get("colors") or {}
    role["colors"] = {
        "primary_color": colors.get("primary_color") or role.get("color") or 0,
        "secondary_color": colors.get("secondary_color"),
        "tertiary_color": colors.get("tertiary_color"),
    }
    role["position"], role["mentionable"] = role.get("position") or 0, bool(role.get("mentionable"))
    drop_empty(role, "tags")


def mend_channel(channel):
    for key in ("position", "nsfw", "rate_limit_per_user", "permission_overwrites", "available_tags", "flags"):
        if channel.get(key) is None:
            channel.pop(key, None)
    for overwrite in channel.get("permission_overwrites") or []:
        overwrite["id"] = str(overwrite["id"])


def mend_command(command):
    drop_empty(command, "contexts", "integration_types", "handler", "permissions", "default_member_permissions",
               "name_localizations", "description_localizations")

    def options(entries):
        for option in entries:
            option["required"] = bool(option.get("required"))
            for key in ("choices", "channel_types"):
                option[key] = option.get(key) or []
            option["options"] = options(option.get("options") or [])
        return entries

    command["options"] = options(command.get("options") or [])


def mend(thing):
    """Fills in what serenity needs, wherever it stands."""
    if isinstance(thing, list):
        return [mend(entry) for entry in thing]
    if not isinstance(thing, dict):
        return thing
    for key in list(thing):
        thing[key] = mend(thing[key])
    if "username" in thing and "id" in thing:
        mend_user(thing)
    if "content" in thing and "channel_id" in thing and ("author" in thing or "timestamp" in thing):
        mend_message(thing)
    if "roles" in thing and "joined_at" in thing and "channels" not in thing and ("deaf" in thing or "user" in thing):
        mend_member(thing)
    if "permissions" in thing and "hoist" in thing and "name" in thing:
        mend_role(thing)
    if {"type", "name", "id"} <= thing.keys() and thing.keys() & {"permission_overwrites", "last_message_id", "parent_id"}:
        mend_channel(thing)
    if {"application_id", "description", "name", "version"} <= thing.keys():
        mend_command(thing)
    if "count" in thing and "emoji" in thing:
        thing.setdefault("count_details", {"burst": 0, "normal": thing["count"]})
        for key, value in (("me", False), ("me_burst", False), ("burst_colors", [])):
            thing.setdefault(key, value)
    if "emoji_name" in thing or "emoji_id" in thing:
        thing["name"], thing["id"] = thing.pop("emoji_name", None), thing.pop("emoji_id", None)
    return thing


def mend_guild(guild):
    guild = {**guild.pop("properties", {}), **guild}
    state["owners"].setdefault(str(guild["id"]), str(guild.get("owner_id")))
    lists = ("emojis", "stickers", "voice_states", "members", "channels", "threads", "presences", "stage_instances",
             "guild_scheduled_events", "features")
    numbers = ("nsfw_level", "system_channel_flags", "mfa_level", "premium_tier")
    for key in lists:
        guild[key] = guild.get(key) or []
    for key in numbers:
        guild[key] = guild.get(key) or 0
    for key in ("large", "premium_progress_bar_enabled"):
        guild[key] = bool(guild.get(key))
    guild["member_count"] = guild.get("member_count") or len(guild["members"]) or 1
    guild["afk_timeout"] = guild.get("afk_timeout") or 300
    if not (guild.get("welcome_screen") or {}).get("enabled"):
        guild["welcome_screen"] = None
    if not isinstance(guild.get("joined_at"), str):
        guild["joined_at"] = "2026-01-01T00:00:00Z"
    return mend(guild)


def mend_ready(ready):
    guilds = [guild for guild in ready["guilds"] if not guild.get("unavailable")]
    user = mend({**ready["user"], "bot": True})
    first = {
        "v": 10, "user": user, "session_id": ready["session_id"], "shard": [0, 1],
        "resume_gateway_url": state["url"].replace("http", "ws", 1) + "/gateway",
        "guilds": [{"id": str(guild["id"]), "unavailable": True} for guild in ready["guilds"]],
        "application": ready.get("application") or {"id": user["id"], "flags": MESSAGE_CONTENT},
    }
    return [("READY", first)] + [("GUILD_CREATE", mend_guild(guild)) for guild in guilds]


def mend_interaction(interaction):
    mend(interaction)
    # Some come twice.
    if "token" not in interaction or interaction["id"] in state["interactions"]:
        return []
    state["interactions"].add(interaction["id"])
    for key, value in (("version", 1), ("entitlements", []), ("attachment_size_limit", 26214400)):
        interaction.setdefault(key, value)
    interaction["locale"] = interaction.get("locale") or "en-US"
    interaction["data"] = {k: v for k, v in (interaction.get("data") or {}).items() if v is not None}
    if interaction.get("type") == 2:
        interaction["data"].setdefault("resolved", {})
    if not isinstance(interaction.get("authorizing_integration_owners"), dict):
        interaction["authorizing_integration_owners"] = {}
    interaction.pop("channel", None)
    if interaction.get("member"):
        interaction.pop("user", None)
        # What the person may do: of YEPCord one learns who owns a server, and the owner may do everything.
        owner = state["owners"].get(str(interaction.get("guild_id")))
        is_owner = interaction["member"]["user"]["id"] == owner
        interaction["member"]["permissions"] = str((1 << 50) - 1) if is_owner else "0"
    return [("INTERACTION_CREATE", interaction)]


def dispatches(name, data):
    """One of YEPCord's dispatches as those that a bot gets."""
    if name == "READY":
        return mend_ready(data)
    if name == "GUILD_CREATE":
        return [(name, mend_guild(data))]
    if name == "INTERACTION_CREATE":
        return mend_interaction(data)
    if name in UNKNOWN_TO_BOTS:
        return []
    if name == "MESSAGE_REACTION_ADD":
        data.setdefault("burst", False)
        data.setdefault("type", 0)
    return [(name, mend(data))]


async def pump(upstream, downstream):
    """YEPCord tells of what happens before it has said READY; a bot of Discord's hears READY first."""
    number, early, is_ready = 0, [], False
    async for frame in upstream:
        if frame.type != WSMsgType.TEXT:
            continue
        payload = json.loads(frame.data)
        if payload.get("op") != 0:
            if payload.get("op") == 9:
                payload.setdefault("d", False)
            await downstream.send_json(payload)
            continue
        is_first = payload["t"] == "READY" and not is_ready
        is_ready = is_ready or is_first
        early += dispatches(payload["t"], payload["d"]) if not is_first else []
        if not is_ready:
            continue
        told = (dispatches("READY", payload["d"]) if is_first else []) + early
        early = []
        for name, data in told:
            number += 1
            await downstream.send_json({"op": 0, "t": name, "s": number, "d": data})
    await downstream.close(code=upstream.close_code or 1000)


async def gateway(request):
    downstream = web.WebSocketResponse(max_msg_size=0)
    await downstream.prepare(request)
    upstream = await request.app["session"].ws_connect(GATEWAY, max_msg_size=0)
    task = asyncio.create_task(pump(upstream, downstream))
    async for frame in downstream:
        if frame.type != WSMsgType.TEXT:
            continue
        payload = json.loads(frame.data)
        if payload.get("op") == 2:
            asked = payload["d"]
            payload["d"] = {
                "token": asked["token"].removeprefix("Bot "), "properties": asked.get("properties", {}),
                "intents": asked.get("intents", 0), "large_threshold": 250,
            }
        if payload.get("op") == 6:
            # YEPCord fails at RESUME; the session is over, as Discord says it.
            await downstream.send_json({"op": 9, "d": False})
        elif payload.get("op") != 3:
            await upstream.send_str(json.dumps(payload))
    await upstream.close()
    task.cancel()
    return downstream


class Upstream:
    """Requests to YEPCord on behalf of one request of the bot's."""

    def __init__(self, request):
        self.session = request.app["session"]
        kept = ("authorization", "content-type")
        self.headers = {k: v for k, v in request.headers.items() if k.lower() in kept}
        self.headers["User-Agent"] = "DiscordBot (adapter)"

    async def ask(self, method, path, body=None, query=""):
        address = f"{REST}/{path}" + (f"?{query}" if query else "")
        async with self.session.request(method, address, data=body, headers=self.headers) as answer:
            text = await answer.read()
            try:
                return answer.status, json.loads(text) if text else None
            except ValueError:
                return answer.status, {"message": text.decode(errors="replace")[:200], "code": 0}


def gateway_answer(path):
    answer = {"url": state["url"].replace("http", "ws", 1) + "/gateway"}
    if path == "gateway/bot":
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        answer.update(shards=1, session_start_limit=limit)
    return web.json_response(answer)


async def application_answer(upstream):
    status, me = await upstream.ask("GET", "users/@me")
    if status >= 300:
        return web.json_response(me, status=status)
    return web.json_response({
        "id": me["id"], "name": me["username"], "icon": None, "description": "", "bot_public": True,
        "bot_require_code_grant": False, "verify_key": "", "flags": MESSAGE_CONTENT, "summary": "", "owner": mend(dict(me)),
    })


async def commands_answer(upstream, method, path, commands):
    """YEPCord takes one command at a time and knows neither menus' contexts nor autocomplete."""
    def known(option):
        keys = ("type", "name", "description", "required", "choices")
        kept = {key: option[key] for key in keys if option.get(key) is not None}
        return {**kept, "options": [known(inner) for inner in option.get("options", [])]} if option.get("options") else kept

    if method == "PUT":
        for command in commands:
            body = {key: command[key] for key in ("name", "description", "type") if command.get(key) is not None}
            body["options"] = [known(option) for option in command.get("options", [])]
            body.setdefault("description", "")
            status, answer = await upstream.ask("POST", path, json.dumps(body))
            if status >= 400:
                return web.json_response(answer, status=status)
    status, listed = await upstream.ask("GET", path)
    return web.json_response(mend(listed), status=status)


def mend_body(method, path, body):
    if re.fullmatch(r"channels/\d+/messages", path):
        body = {k: v for k, v in body.items() if v is not None and not (k in ("sticker_ids", "attachments") and v == [])}
        body.pop("enforce_nonce", None)
    if re.fullmatch(r"channels/\d+/messages(/\d+)?", path):
        body.pop("components", None)
    if path.endswith("/threads") and method == "POST":
        body.setdefault("auto_archive_duration", 1440)
    if path == "users/@me/channels" and "recipient_id" in body:
        body = {"recipients": [body["recipient_id"]]}
    return body


async def member_answer(upstream, user):
    """YEPCord shows members to nobody by a request; an account that was seen somewhere has to do, such as in the message
    that tells of its coming."""
    if user not in state["users"]:
        _, me = await upstream.ask("GET", "users/@me")
        mend(me)
    if user not in state["users"]:
        for channel in list(state["channels"]):
            status, messages = await upstream.ask("GET", f"channels/{channel}/messages", query="limit=100")
            if status < 400:
                mend(messages)
    if user not in state["users"]:
        return web.json_response({"message": "Unknown Member", "code": 10007}, status=404)
    member = {"user": state["users"][user], "roles": [], "joined_at": "2026-01-01T00:00:00Z", "deaf": False, "mute": False}
    return web.json_response(mend(member))


async def guild_answer(upstream, guild):
    """YEPCord shows no guild by itself, but what the bot may do in each of its own: that becomes everybody's role."""
    status, guilds = await upstream.ask("GET", "users/@me/guilds")
    if status >= 400:
        return web.json_response(guilds, status=status)
    for known in guilds:
        if str(known["id"]) == guild:
            role = {"id": guild, "name": "@everyone", "hoist": False, "permissions": str(known["permissions"])}
            return web.json_response(mend_guild({"id": guild, "name": known["name"], "owner_id": "1", "roles": [role]}))
    return web.json_response({"message": "Unknown Guild", "code": 10004}, status=404)


async def messages_after(upstream, path, query):
    """Discord answers `after` with the messages that came next, YEPCord with the newest of all that came since."""
    limit, found, before = min(int(query.get("limit", 50)), PAGE), [], ""
    while True:
        status, page = await upstream.ask("GET", path, query=f"after={query['after']}&limit={PAGE}{before}")
        if status >= 400:
            return web.json_response(page, status=status)
        found += page
        if len(page) < PAGE:
            return web.json_response(mend(found[-limit:]))
        before = f"&before={page[-1]['id']}"


async def said_once(upstream, path, body):
    """A nonce that Discord is to enforce: the same message again is the first one, which YEPCord does not know."""
    async def say():
        return await upstream.ask("POST", path, json.dumps(mend_body("POST", path, body)))

    key = (upstream.headers.get("Authorization"), path, body["nonce"])
    if key not in state["nonces"]:
        state["nonces"][key] = asyncio.create_task(say())
    status, answer = await asyncio.shield(state["nonces"][key])
    if status >= 400:
        state["nonces"].pop(key, None)
        print("POST", path, status, str(answer)[:300], flush=True)
    return web.json_response(mend(answer), status=status)


async def rest(request):
    path, method, upstream = request.match_info["path"], request.method, Upstream(request)
    body = await request.read()
    if channel := re.match(r"channels/(\d+)", path):
        # The newest that were asked for, each once.
        state["channels"].pop(channel[1], None)
        state["channels"][channel[1]] = True
        while len(state["channels"]) > 20:
            state["channels"].pop(next(iter(state["channels"])))
    if path in ("gateway", "gateway/bot"):
        return gateway_answer(path)
    if path == "oauth2/applications/@me":
        return await application_answer(upstream)
    member = re.fullmatch(r"guilds/(\d+)/members/(\d+)", path)
    if member and method == "GET":
        return await member_answer(upstream, member[2])
    guild = re.fullmatch(r"guilds/(\d+)", path)
    if guild and method == "GET":
        return await guild_answer(upstream, guild[1])
    if re.fullmatch(r"guilds/\d+/threads/active", path):
        return web.json_response({"threads": [], "members": []})
    if re.fullmatch(r"applications/\d+/commands", path):
        return await commands_answer(upstream, method, path, json.loads(body) if body else [])
    # YEPCord tells no bot who put a sign, so a hand of the bot's own would hide what became of the others: here the bot is
    # not allowed to put one, as on a server that does not give it the right.
    if method == "PUT" and re.fullmatch(r"channels/\d+/messages/\d+/reactions/[^/]+/@me", path):
        return web.json_response({"message": "Missing Permissions", "code": 50013}, status=403)
    is_messages = re.fullmatch(r"channels/\d+/messages", path)
    if is_messages and method == "GET" and "after" in request.query:
        return await messages_after(upstream, path, request.query)
    if body and "json" in request.headers.get("Content-Type", ""):
        said = json.loads(body)
        if is_messages and method == "POST" and said.get("enforce_nonce") and said.get("nonce"):
            return await said_once(upstream, path, said)
        body = json.dumps(mend_body(method, path, said))
    status, answer = await upstream.ask(method, path, body or None, request.query_string)
    if status >= 400:
        print(method, path, status, str(answer)[:300], flush=True)
    if answer is None:
        return web.Response(status=status)
    return web.json_response(mend(answer), status=status)


async def main():
    app = web.Application(client_max_size=64 << 20)
    app["session"] = ClientSession(timeout=ClientTimeout(total=30))
    app.router.add_get("/gateway", gateway)
    app.router.add_route("*", "/api/v10/{path:.*}", rest)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    state["url"] = f"http://127.0.0.1:{port}"
    with open(PORT_FILE + ".new", "w") as out:
        out.write(f"{port}\n")
    os.rename(PORT_FILE + ".new", PORT_FILE)
    await asyncio.Event().wait()


asyncio.run(main())
