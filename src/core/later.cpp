// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/later.h"

#include <QObject>

#include <memory>

namespace signalbox {

Pending later(std::function<void()> call)
{
    auto context = std::make_shared<QObject>();
    QMetaObject::invokeMethod(context.get(), std::move(call), Qt::QueuedConnection);
    return Pending([context = std::move(context)]() mutable { context.reset(); });
}

} // namespace signalbox
