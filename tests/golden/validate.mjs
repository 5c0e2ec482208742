// Formats that others have defined, checked by what they themselves publish on npm: node validate.mjs KIND FOLDER < report
//
// FOLDER has the packages in its node_modules (tools/dev/deps check). Ends with 77 where one is not there.
import { createRequire } from "node:module";
import { deepStrictEqual } from "node:assert";
import fs from "node:fs";
import path from "node:path";

const [kind, folder] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), "package.json"));
const lines = (text) => text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));

function load(name) {
	try {
		return require(name);
	} catch {
		console.log(`not installed: ${name}`);
		process.exit(77);
	}
}

// The protobuf messages of OpenTelemetry: what they do not have would be lost on the way there and back.
function otlp(text) {
	const { opentelemetry } = load("otlp-generated/build/src/generated/root.js");
	const Logs = opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
	for (const line of lines(text)) {
		for (const resource of line.resourceLogs)
			for (const scope of resource.scopeLogs)
				for (const record of scope.logRecords) delete record.eventName; // newer than that package
		deepStrictEqual(Logs.toObject(Logs.fromObject(line), { longs: String, enums: Number }), line);
	}
}

// The field sets of Elastic as nested names: `file?: {`, `path?: string;`, `}`.
function fieldSets(file) {
	const root = {}, open = [root];
	for (const line of fs.readFileSync(file, "utf8").split("\n")) {
		const field = /^\s*'?([@\w]+)'?\??: (.*)$/.exec(line);
		if (/^\s*\};?$/.test(line)) open.pop();
		else if (/^export interface \w+ \{$/.test(line)) open.push(root);
		else if (field && field[2] === "{") open.push((open.at(-1)[field[1]] = {}));
		else if (field && /^Array<\{$/.test(field[2])) open.push((open.at(-1)[field[1]] = {}));
		else if (field) open.at(-1)[field[1]] = field[2];
		else if (/^\s*\}>;?$/.test(line)) open.pop();
	}
	return root;
}

function ecs(text) {
	let base;
	try {
		base = path.join(path.dirname(require.resolve("@elastic/ecs/package.json")), "generated");
	} catch {
		console.log("not installed: @elastic/ecs");
		process.exit(77);
	}
	const own = new Set(["oomlog"]), alien = new Set(["log.offset"]); // Filebeat's
	const check = (value, known, name) => {
		for (const [key, inner] of Object.entries(value)) {
			const full = name ? `${name}.${key}` : key;
			if (alien.has(full)) continue;
			if (typeof known === "string") {
				if (!/Record|unknown|Ecs\w+/.test(known)) throw new Error(`${full}: ${known} has no parts`);
				continue;
			}
			if (!(key in known)) throw new Error(`${full} is no field of ECS`);
			if (typeof inner === "object" && !Array.isArray(inner)) check(inner, known[key], full);
			else if (known[key] === "number;" && typeof inner !== "number") throw new Error(`${full} is no number`);
			else if (known[key] === "string;" && typeof inner !== "string") throw new Error(`${full} is no string`);
		}
	};
	for (const line of lines(text)) {
		const top = fieldSets(path.join(base, "base.ts"));
		for (const key of Object.keys(line)) {
			const file = path.join(base, `${key}.ts`);
			if (own.has(key)) continue;
			if (fs.existsSync(file)) check(line[key], fieldSets(file), key);
			else if (!(key in top)) throw new Error(`${key} is no field of ECS`);
		}
	}
}

function k8s(text) {
	const { Event } = load("kubernetes-models/v1/Event");
	for (const item of JSON.parse(text).items) new Event(item).validate();
}

// Two readers, one of them strict, give the same cells.
function csv(text) {
	const strict = load("csv-parse/sync").parse(text, { relax_quotes: false, relax_column_count: false, bom: false });
	const { data, errors } = load("papaparse").parse(text, { skipEmptyLines: "greedy", header: false });
	deepStrictEqual(errors, []);
	deepStrictEqual(data, strict);
}

// The runner reads "::command key=value,..::message" and takes the escapes back; what @actions/core would write for that
// is the line again, but for the order of its properties.
function github(text) {
	const core = load("@actions/core");
	const unescape = (words, pairs) => pairs.reduce((all, [from, to]) => all.replaceAll(from, to), words);
	const data = [["%0D", "\r"], ["%0A", "\n"], ["%25", "%"]];
	const property = [["%0D", "\r"], ["%0A", "\n"], ["%3A", ":"], ["%2C", ","], ["%25", "%"]];
	const names = { file: "file", line: "startLine", endLine: "endLine", title: "title" };
	const parts = (line) => /^::(error|warning|notice) ([^:]*)::(.*)$/s.exec(line);
	for (const line of text.split("\n").filter((one) => one !== "")) {
		const [, command, list, message] = parts(line);
		const given = {};
		for (const pair of list.split(",")) {
			const at = pair.indexOf("=");
			given[names[pair.slice(0, at)]] = unescape(pair.slice(at + 1), property);
		}
		let again = "";
		const write = process.stdout.write;
		process.stdout.write = (words) => ((again += words), true);
		core[command](unescape(message, data), given);
		process.stdout.write = write;
		const [, command2, list2, message2] = parts(again.replace(/\n$/, ""));
		deepStrictEqual([command2, list2.split(",").sort(), message2], [command, list.split(",").sort(), message]);
	}
}

try {
	({ csv, github, "otlp-json": otlp, ecs, "k8s-event": k8s })[kind](fs.readFileSync(0, "utf8"));
} catch (error) {
	console.log(String(error.stack ?? error).slice(0, 3000));
	process.exit(1);
}
