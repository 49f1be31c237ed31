// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/shortcutoverlay.h"

#include "filters/filterwords.h"
#include "mainwindow/actions.h"

#include <QAction>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollArea>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

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
    grid->setColumnMinimumWidth(0, 110);
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
    grid->setColumnMinimumWidth(0, 110);
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

} // namespace

ShortcutOverlay::ShortcutOverlay(const Actions &actions, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"shortcutOverlay"_s);
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *content = new QWidget;
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(20, 16, 20, 16);
    columns->setSpacing(36);
    QVBoxLayout *sides[] = {new QVBoxLayout, new QVBoxLayout};
    int filled[] = {0, 0};
    for (const Actions::Group &group : actions.groups()) {
        QWidget *box = groupWidget(group, content);
        if (!box)
            continue;
        const int side = filled[0] <= filled[1] ? 0 : 1;
        sides[side]->addWidget(box, 0, Qt::AlignTop);
        sides[side]->addSpacing(16);
        filled[side] += int(group.actions.size()) + 2;
    }
    sides[filled[0] <= filled[1] ? 0 : 1]->addWidget(filterWidget(tr("Filter language"), content), 0,
                                                     Qt::AlignTop);
    for (QVBoxLayout *side : sides) {
        side->addStretch(1);
        columns->addLayout(side, 1);
    }

    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(content);
    auto *hint =
        label(tr("Single letters act only while a list has the focus. No single key changes a flag."),
              u"muted"_s, this);
    hint->setContentsMargins(20, 0, 20, 14);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll, 1);
    column->addWidget(hint);
    resize(content->sizeHint().width() + 40, content->sizeHint().height() + 60);
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
