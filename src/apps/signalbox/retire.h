// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace signalbox {

/// Lets go of an object whose signal may be on the way right now.
template <typename T>
void retire(std::unique_ptr<T> &object)
{
    if (!object)
        return;
    object->disconnect();
    object.release()->deleteLater();
}

} // namespace signalbox
