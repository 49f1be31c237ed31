// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/accessiblerole.h"

#include <QAccessibleWidget>
#include <QVariant>
#include <QWidget>

namespace signalbox {

namespace {

constexpr const char *roleProperty = "accessibleRole";

QAccessibleInterface *withRole(const QString &, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    if (!widget)
        return nullptr;
    const QVariant role = widget->property(roleProperty);
    if (!role.isValid())
        return nullptr;
    return new QAccessibleWidget(widget, QAccessible::Role(role.toInt())); // owned by the accessible cache
}

} // namespace

void setAccessibleRole(QWidget &widget, QAccessible::Role role)
{
    [[maybe_unused]] static const bool installed = [] {
        QAccessible::installFactory(withRole);
        return true;
    }();
    widget.setProperty(roleProperty, int(role));
}

} // namespace signalbox
