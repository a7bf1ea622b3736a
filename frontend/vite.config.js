// Bundles the styles, the script and the icons of the office. Run by script/assets.py (script/setup, the build of the wheel).
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PurgeCSS } from "purgecss";
import { defineConfig } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const web = resolve(here, "../src/payung/web");
const built = join(web, "static/built");
const modules = join(here, "node_modules");
const mark = readFileSync(join(here, "src/mark.svg"), "utf8").trim();

// Names that our own sheet uses in another sense than Tabler.
const ours = ["avatar", "code", "empty", "figure", "lead", "menu", "nav", "note", "page", "row", "small", "status", "steps", "tabs", "tag", "tick", "toast"];

function templates(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html")).map((name) => join(folder, name));
}

/** Only what the templates use of Tabler stays: src/office.css takes it from here. */
function purged() {
  return {
    name: "purged-tabler",
    async buildStart() {
      const raw = readFileSync(join(modules, "@tabler/core/dist/css/tabler.min.css"), "utf8");
      const [left] = await new PurgeCSS().purge({
        content: templates(join(web, "templates")).map((name) => ({ raw: readFileSync(name, "utf8"), extension: "html" })),
        css: [{ raw }],
        blocklist: ours.map((name) => new RegExp(`^${name}$`)),
        variables: true,
        keyframes: true,
        fontFace: true,
      });
      mkdirSync(join(here, "purged"), { recursive: true });
      writeFileSync(join(here, "purged/tabler.css"), left.css);
    },
  };
}

/** One sprite of the icons that icons.txt and the templates name; the licences of what is bundled beside it. */
function sprite() {
  return {
    name: "sprite",
    writeBundle() {
      const named = new Set(readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean));
      for (const name of templates(join(web, "templates"))) {
        for (const [, icon] of readFileSync(name, "utf8").matchAll(/\{% icon "([a-z0-9-]+)"/g)) named.add(icon);
      }
      named.delete("mark");
      const symbols = [...named].sort().map((name) => {
        const drawn = readFileSync(join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
        const inner = drawn.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/\s+/g, " ").replaceAll("> <", "><").replaceAll(" />", "/>").replace(/<path stroke="none"[^>]*>/, "").trim();
        return `<symbol id="i-${name}" viewBox="0 0 24 24">${inner}</symbol>`;
      });
      const head = '<svg class="sprite" aria-hidden="true" xmlns="http://www.w3.org/2000/svg">';
      writeFileSync(join(built, "icons.svg"), `${head}${symbols.join("")}${mark}</svg>\n`);
      mkdirSync(join(built, "licences"), { recursive: true });
      for (const name of ["@tabler/core", "@tabler/icons", "htmx.org", "@fontsource-variable/instrument-sans", "@fontsource-variable/atkinson-hyperlegible-mono"]) {
        const file = readdirSync(join(modules, name)).find((each) => /^licen[sc]e/i.test(each));
        if (file) copyFileSync(join(modules, name, file), join(built, "licences", `${basename(name)}.txt`));
      }
    },
  };
}

export default defineConfig({
  root: here,
  base: "./",
  plugins: [purged(), sprite()],
  publicDir: false,
  logLevel: "warn",
  build: {
    outDir: built,
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      checks: { eval: false, pluginTimings: false }, // htmx can evaluate; the office forbids it (allowEval, Content-Security-Policy)
      input: { office: join(here, "src/office.js") },
      output: { entryFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
