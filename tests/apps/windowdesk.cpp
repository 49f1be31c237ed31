// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/windowdesk.h"

#include "model/flagtablemodel.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int patienceMs = 30'000;

template <typename T>
T *visibleChild(const QWidget &parent, const char *name)
{
    const auto found = parent.findChildren<T *>(QLatin1String(name));
    const auto shown =
        std::find_if(found.cbegin(), found.cend(), [](const T *one) { return one->isVisible(); });
    return shown == found.cend() ? nullptr : *shown;
}

/// Presses the button as soon as it can be pressed.
bool press(const QWidget &parent, const char *name)
{
    const auto ready = [&parent, name] {
        const auto *button = visibleChild<QPushButton>(parent, name);
        return button && button->isEnabled();
    };
    if (!QTest::qWaitFor(ready, patienceMs))
        return false;
    QTest::mouseClick(visibleChild<QPushButton>(parent, name), Qt::LeftButton);
    return true;
}

} // namespace

WindowDesk::WindowDesk(const QString &folder)
    : m_theme(*qApp, ThemeChoice::Light)
    , m_store(folder + u"/signalbox.ini"_s)
    , m_program(m_theme, m_store, Settings(), Options(), m_clock)
    , m_window(m_program.openWindow(Options()))
{
    m_window.resize(1360, 840);
}

WindowDesk::~WindowDesk() = default;

bool WindowDesk::connectTo(const QUrl &url, const QString &environment)
{
    if (!press(m_window, "connectCardButton"))
        return false;
    visibleChild<QLineEdit>(m_window, "urlField")->setText(url.toString());
    visibleChild<QLineEdit>(m_window, "emailField")->setText(email);
    visibleChild<QLineEdit>(m_window, "passwordField")->setText(password);
    if (!press(m_window, "goButton"))
        return false;
    const auto *choice = m_window.findChild<QComboBox *>(u"environmentChoice"_s);
    const auto offered = [choice, &environment] {
        return choice->isVisible() && choice->currentText().contains(environment);
    };
    if (!QTest::qWaitFor(offered, patienceMs) || !press(m_window, "goButton"))
        return false;
    const auto isLive = [this] {
        const auto *chip = visibleChild<QWidget>(m_window, "linkChip");
        return chip && chip->accessibleName().startsWith(u"Live"_s);
    };
    return QTest::qWaitFor(isLive, patienceMs);
}

bool WindowDesk::order(const QString &flag, bool enabled, const QString &reason)
{
    if (rowOf(flag) < 0)
        return false;
    QTableView *flags = table("flagTable");
    flags->setFocus();
    flags->setCurrentIndex(flags->model()->index(rowOf(flag), FlagTableModel::Key));
    QTest::keyClick(flags, Qt::Key_Space);
    if (!press(m_window, enabled ? "setOn" : "setOff"))
        return false;
    QTest::keyClicks(visibleChild<QComboBox>(m_window, "reason"), reason);
    return press(m_window, "guardedButton");
}

QString WindowDesk::stateOf(const QString &flag) const
{
    const int row = rowOf(flag);
    return row < 0 ? QString()
                   : table("flagTable")->model()->index(row, FlagTableModel::State).data().toString();
}

bool WindowDesk::logSays(const QString &flag, const QString &word) const
{
    const QAbstractItemModel *log = table("eventLog")->model();
    for (int row = 0; row < log->rowCount(); ++row) {
        QString line;
        for (int column = 0; column < log->columnCount(); ++column)
            line += log->index(row, column).data().toString() + u'\t';
        if (line.contains(flag) && line.contains(word))
            return true;
    }
    return false;
}

QTableView *WindowDesk::table(const char *name) const
{
    return m_window.findChild<QTableView *>(QLatin1String(name));
}

int WindowDesk::rowOf(const QString &flag) const
{
    const QAbstractItemModel *model = table("flagTable")->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, FlagTableModel::Key).data().toString() == flag)
            return row;
    }
    return -1;
}

} // namespace signalbox
