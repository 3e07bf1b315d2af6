# SPDX-License-Identifier: Apache-2.0
"""What the crash, fault and damage tests share: the program under test, HTTP/1.1 over a socket, and known values."""
