// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feed.h"

namespace signalbox {

Feed::Feed(QObject *parent) : QObject(parent) {}

Feed::~Feed() = default;

} // namespace signalbox
