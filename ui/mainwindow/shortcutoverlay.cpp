// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/shortcutoverlay.h"

#include "filters/filterwords.h"
#include "mainwindow/actions.h"

#include <QAction>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int columnCount = 3;
constexpr int groupSpacing = 18;

QString withoutMnemonic(QString text)
{
    text.remove(u'&');
    if (text.endsWith(u'…'))
        text.chop(1);
    return text;
}

QLabel *label(const QString &text, const QString &kind, QWidget *parent)
{
    auto *made = new QLabel(text, parent);
    made->setTextFormat(Qt::PlainText);
    made->setProperty("kind", kind);
    return made;
}

/// One group with its rows; null when none of its actions has a key.
QWidget *groupWidget(const Actions::Group &group, QWidget *parent)
{
    auto *box = new QWidget(parent);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(5);
    grid->setColumnStretch(1, 1);
    grid->addWidget(label(withoutMnemonic(group.title), u"title"_s, box), 0, 0, 1, 2);
    int row = 1;
    for (const QAction *action : group.actions) {
        const QString keys = Actions::keysText(*action);
        if (keys.isEmpty() || !action->isVisible())
            continue;
        QLabel *key = label(keys, u"key"_s, box);
        QLabel *name = label(withoutMnemonic(action->text()), {}, box);
        key->setAccessibleName(u"%1: %2"_s.arg(keys, name->text()));
        grid->addWidget(key, row, 0, Qt::AlignLeft);
        grid->addWidget(name, row, 1);
        ++row;
    }
    if (row > 1)
        return box;
    delete box;
    return nullptr;
}

QWidget *filterWidget(const QString &title, QWidget *parent)
{
    auto *box = new QWidget(parent);
    box->setObjectName(u"filterExamples"_s);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(5);
    grid->setColumnStretch(1, 1);
    grid->addWidget(label(title, u"title"_s, box), 0, 0, 1, 2);
    int row = 1;
    for (const FilterExample &example : filterExamples()) {
        QLabel *text = label(example.text, u"key"_s, box);
        text->setAccessibleName(u"%1: %2"_s.arg(example.text, example.meaning));
        grid->addWidget(text, row, 0, Qt::AlignLeft);
        grid->addWidget(label(example.meaning, {}, box), row, 1);
        ++row;
    }
    return box;
}

/// The names begin at one line in every group.
void alignKeys(const QVector<QWidget *> &boxes)
{
    int widest = 0;
    for (const QWidget *box : boxes) {
        const QList<QLabel *> labels = box->findChildren<QLabel *>();
        for (QLabel *key : labels) {
            key->ensurePolished(); // the style sheet gives keys a frame
            if (key->property("kind").toString() == u"key")
                widest = std::max(widest, key->sizeHint().width());
        }
    }
    for (const QWidget *box : boxes)
        static_cast<QGridLayout *>(box->layout())->setColumnMinimumWidth(0, widest);
}

/// In their order from column to column, so that all are about as high.
void fillColumns(QHBoxLayout &columns, const QVector<QWidget *> &boxes)
{
    int total = 0;
    for (const QWidget *box : boxes)
        total += box->sizeHint().height() + groupSpacing;
    QVBoxLayout *side = nullptr;
    int height = 0;
    for (QWidget *box : boxes) {
        const int own = box->sizeHint().height() + groupSpacing;
        const bool isFull = height + own / 2 > total / columnCount && columns.count() < columnCount;
        if (!side || isFull) {
            side = new QVBoxLayout; // owned by the columns
            side->setSpacing(groupSpacing);
            side->setAlignment(Qt::AlignTop);
            columns.addLayout(side, 1);
            height = 0;
        }
        side->addWidget(box);
        height += own;
    }
}

} // namespace

ShortcutOverlay::ShortcutOverlay(const Actions &actions, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"shortcutOverlay"_s);
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *content = new QWidget;
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(20, 16, 20, 16);
    columns->setSpacing(32);
    QVector<QWidget *> boxes;
    for (const Actions::Group &group : actions.groups()) {
        if (QWidget *box = groupWidget(group, content))
            boxes.append(box);
    }
    boxes.append(filterWidget(tr("Filter language"), content));
    alignKeys(boxes);
    fillColumns(*columns, boxes);

    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(content);
    auto *hint =
        label(tr("Single letters act only while a list has the focus. No single key changes a flag."),
              u"muted"_s, this);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(20, 6, 20, 14);
    foot->addWidget(hint);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll, 1);
    column->setSpacing(0);
    column->addLayout(foot);
    hint->ensurePolished();
    foot->invalidate();
    columns->invalidate(); // sizes of before the style sheet
    const QSize wanted = content->sizeHint() + QSize(0, foot->sizeHint().height());
    resize(wanted.boundedTo(screen()->availableSize() * 0.9)); // the rest scrolls
}

void ShortcutOverlay::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_F1 || event->key() == Qt::Key_Question) {
        reject();
        return;
    }
    QDialog::keyPressEvent(event);
}

} // namespace signalbox
