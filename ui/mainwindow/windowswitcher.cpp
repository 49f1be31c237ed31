// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowswitcher.h"

#include "mainwindow/windowdelegate.h"
#include "mainwindow/windowlistmodel.h"
#include "theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

WindowSwitcher::WindowSwitcher(Read read, const Clock &clock, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_read(std::move(read))
    , m_timer(clock.createTimer([this] { refresh(); }))
    , m_model(new WindowListModel(this))
    , m_found(new QSortFilterProxyModel(this))
    , m_search(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_note(new QLabel(this))
{
    setObjectName(u"windowSwitcher"_s);
    setWindowTitle(tr("Switch window"));
    m_search->setObjectName(u"windowSearch"_s);
    m_search->setAccessibleName(tr("Search windows"));
    m_search->setPlaceholderText(tr("Project, environment, server or state"));
    m_search->setClearButtonEnabled(true);
    m_found->setSourceModel(m_model);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setObjectName(u"windowList"_s);
    m_list->setAccessibleName(tr("Open windows"));
    m_list->setModel(m_found);
    m_list->setItemDelegate(new WindowDelegate(theme, m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_list->setProperty("kind", u"list"_s);
    m_note->setObjectName(u"windowNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);

    auto *open = new QPushButton(tr("&New window"), this);
    open->setObjectName(u"newWindowButton"_s);
    open->setAutoDefault(false);
    auto *go = new QPushButton(tr("&Switch"), this);
    go->setObjectName(u"switchButton"_s);
    go->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(open);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(go);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_note);
    layout->addLayout(buttons);
    resize(620, 380);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_found->setFilterFixedString(text);
        setRow(0);
        refresh();
    });
    connect(m_list, &QListView::activated, this, &WindowSwitcher::choose);
    connect(m_list, &QListView::clicked, this, &WindowSwitcher::choose);
    connect(go, &QPushButton::clicked, this, &WindowSwitcher::choose);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(open, &QPushButton::clicked, this, [this] {
        accept();
        emit newWindowRequested();
    });
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_P), this), &QShortcut::activated, this,
            &WindowSwitcher::step);
    m_search->installEventFilter(this);
    refresh();
    setRow(m_found->rowCount() > 1 ? 1 : 0);
    m_search->setFocus();
}

WindowSwitcher::~WindowSwitcher() = default;

void WindowSwitcher::step()
{
    if (const int count = m_found->rowCount(); count > 0)
        setRow((m_list->currentIndex().row() + 1) % count);
}

/// Up and down move in the list while one types.
bool WindowSwitcher::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<const QKeyEvent *>(event);
        const int by = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
        if (by != 0) {
            setRow(std::clamp(m_list->currentIndex().row() + by, 0, std::max(m_found->rowCount() - 1, 0)));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void WindowSwitcher::refresh()
{
    m_model->show(m_read());
    if (!m_list->currentIndex().isValid())
        setRow(0);
    if (m_found->rowCount() == 0)
        m_note->setText(tr("No open window matches."));
    else if (m_model->rowCount() == 1)
        m_note->setText(
            tr("This is the only window. A new one holds a connection of its own, beside this one."));
    m_note->setVisible(m_found->rowCount() == 0 || m_model->rowCount() == 1);
    m_timer->start(1s);
}

void WindowSwitcher::setRow(int row)
{
    m_list->setCurrentIndex(m_found->index(row, 0));
}

void WindowSwitcher::choose()
{
    const QModelIndex index = m_found->mapToSource(m_list->currentIndex());
    if (!index.isValid())
        return;
    const quint64 window = m_model->at(index.row()).id;
    accept();
    emit chosen(window);
}

} // namespace signalbox
