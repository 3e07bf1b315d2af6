// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "CMarkdown.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// The names by which Debian and Ubuntu have the library and its extensions. Each version of it has another name.
static const char *const libraries[][2] = {
    {"libcmark-gfm.so.0.29.0.gfm.6", "libcmark-gfm-extensions.so.0.29.0.gfm.6"},
    {"libcmark-gfm.so.0.29.0.gfm.13", "libcmark-gfm-extensions.so.0.29.0.gfm.13"},
    {"libcmark-gfm.so.0.29.0.gfm.3", "libcmark-gfm-extensions.so.0.29.0.gfm.3"},
};

// From cmark-gfm.h: options, and events of the iterator.
enum { OPTION_VALIDATE_UTF8 = 1 << 9, EVENT_DONE = 1, EVENT_ENTER = 2 };

struct node;
struct parser;
struct iterator;
struct extension;
struct list;

static struct {
    struct parser *(*parser_new)(int options);
    void (*parser_feed)(struct parser *parser, const char *text, size_t count);
    struct node *(*parser_finish)(struct parser *parser);
    void (*parser_free)(struct parser *parser);
    int (*parser_attach)(struct parser *parser, struct extension *extension);
    struct list *(*parser_extensions)(struct parser *parser);
    struct extension *(*find_extension)(const char *name);
    void (*register_extensions)(void);
    char *(*render)(struct node *root, int options, struct list *extensions);
    struct node *(*node_new)(int type);
    void (*node_free)(struct node *node);
    const char *(*node_type_name)(struct node *node);
    const char *(*node_literal)(struct node *node);
    int (*node_set_literal)(struct node *node, const char *text);
    int (*node_replace)(struct node *old, struct node *new);
    int (*node_append)(struct node *node, struct node *child);
    struct iterator *(*iterator_new)(struct node *root);
    int (*iterator_next)(struct iterator *iterator);
    struct node *(*iterator_node)(struct iterator *iterator);
    void (*iterator_free)(struct iterator *iterator);
} library;

static pthread_once_t opening = PTHREAD_ONCE_INIT;
static bool is_loaded;

// Types of nodes, as cmark-gfm.h makes them: blocks have 0x8000, inline elements 0xc000, and both count from 1.
enum { TYPE_PARAGRAPH = 0x8008, TYPE_TEXT = 0xc001 };

static bool resolve(void *handle, const char *name, void *pointer) {
    void *symbol = dlsym(handle, name);
    memcpy(pointer, &symbol, sizeof symbol);
    return symbol != NULL;
}

static bool open_version(const char *core, const char *extensions) {
    // The extensions find the library's functions by its name.
    void *handle = dlopen(core, RTLD_NOW | RTLD_LOCAL);
    void *more = handle ? dlopen(extensions, RTLD_NOW | RTLD_LOCAL) : NULL;
    return more && resolve(handle, "cmark_parser_new", &library.parser_new)
        && resolve(handle, "cmark_parser_feed", &library.parser_feed)
        && resolve(handle, "cmark_parser_finish", &library.parser_finish)
        && resolve(handle, "cmark_parser_free", &library.parser_free)
        && resolve(handle, "cmark_parser_attach_syntax_extension", &library.parser_attach)
        && resolve(handle, "cmark_parser_get_syntax_extensions", &library.parser_extensions)
        && resolve(handle, "cmark_find_syntax_extension", &library.find_extension)
        && resolve(handle, "cmark_render_html", &library.render)
        && resolve(handle, "cmark_node_new", &library.node_new)
        && resolve(handle, "cmark_node_free", &library.node_free)
        && resolve(handle, "cmark_node_get_type_string", &library.node_type_name)
        && resolve(handle, "cmark_node_get_literal", &library.node_literal)
        && resolve(handle, "cmark_node_set_literal", &library.node_set_literal)
        && resolve(handle, "cmark_node_replace", &library.node_replace)
        && resolve(handle, "cmark_node_append_child", &library.node_append)
        && resolve(handle, "cmark_iter_new", &library.iterator_new)
        && resolve(handle, "cmark_iter_next", &library.iterator_next)
        && resolve(handle, "cmark_iter_get_node", &library.iterator_node)
        && resolve(handle, "cmark_iter_free", &library.iterator_free)
        && resolve(more, "cmark_gfm_core_extensions_ensure_registered", &library.register_extensions);
}

static void open_library(void) {
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0] && !is_loaded; i++)
        is_loaded = open_version(libraries[i][0], libraries[i][1]);
    if (is_loaded) library.register_extensions();
}

bool cmarkdown_load(void) {
    pthread_once(&opening, open_library);
    return is_loaded;
}

/// A node that shows what another one holds; NULL without memory.
static struct node *text_of(struct node *raw, bool is_block) {
    struct node *text = library.node_new(TYPE_TEXT);
    if (!text) return NULL;
    const char *literal = library.node_literal(raw);
    if (!library.node_set_literal(text, literal ? literal : "")) {
        library.node_free(text);
        return NULL;
    }
    if (!is_block) return text;
    struct node *paragraph = library.node_new(TYPE_PARAGRAPH);
    if (!paragraph || !library.node_append(paragraph, text)) {
        if (paragraph) library.node_free(paragraph);
        library.node_free(text);
        return NULL;
    }
    return paragraph;
}

/// Replaces all raw HTML by text.
static bool escape_raw(struct node *root) {
    struct iterator *iterator = library.iterator_new(root);
    if (!iterator) return false;
    bool is_done = true;
    int event;
    while ((event = library.iterator_next(iterator)) != EVENT_DONE) {
        struct node *node = library.iterator_node(iterator);
        const char *name = library.node_type_name(node);
        bool is_block = strcmp(name, "html_block") == 0;
        if (event != EVENT_ENTER || !(is_block || strcmp(name, "html_inline") == 0)) continue;
        // The iterator has gone on to what follows: such nodes have no children and no second event.
        struct node *text = text_of(node, is_block);
        if (!text || !library.node_replace(node, text)) {
            is_done = false;
            break;
        }
        library.node_free(node);
    }
    library.iterator_free(iterator);
    return is_done;
}

uint8_t *cmarkdown_html(const uint8_t *text, size_t count, size_t *length) {
    *length = 0;
    if (!cmarkdown_load()) return NULL;
    struct parser *parser = library.parser_new(OPTION_VALIDATE_UTF8);
    if (!parser) return NULL;
    const char *const names[] = {"table", "strikethrough"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct extension *extension = library.find_extension(names[i]);
        if (extension) library.parser_attach(parser, extension);
    }
    library.parser_feed(parser, (const char *)text, count);
    struct node *root = library.parser_finish(parser);
    char *html = NULL;
    // Without the option "unsafe" the renderer leaves out addresses that run scripts.
    if (root && escape_raw(root)) html = library.render(root, OPTION_VALIDATE_UTF8, library.parser_extensions(parser));
    if (root) library.node_free(root);
    library.parser_free(parser);
    if (html) *length = strlen(html);
    return (uint8_t *)html;
}

void cmarkdown_free(uint8_t *html) { free(html); }
