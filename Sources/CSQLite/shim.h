// SPDX-License-Identifier: Apache-2.0
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

// What Swift cannot call: a variadic function, and the methods of an open file.

// Whether closing the last connection leaves the log as it is, instead of moving it into the database.
static inline int edge_sqlite3_keep_log_on_close(sqlite3 *connection, int keeps) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keeps, (int *)0);
}

// Cuts the database file to a length.
static inline int edge_sqlite3_truncate(sqlite3 *connection, sqlite3_int64 bytes) {
    sqlite3_file *file = 0;
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code != SQLITE_OK || !file || !file->pMethods) return code;
    return file->pMethods->xTruncate(file, bytes);
}

#endif
