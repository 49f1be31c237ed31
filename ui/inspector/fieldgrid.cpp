// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/fieldgrid.h"

#include "inspector/textblock.h"

#include <QGridLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int labelWidth = 80;

} // namespace

FieldGrid::FieldGrid(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(12);
    m_layout->setVerticalSpacing(5);
    m_layout->setColumnMinimumWidth(0, labelWidth);
    m_layout->setColumnStretch(1, 1);
}

TextBlock *FieldGrid::addField(const QString &label, const QString &name)
{
    auto *value = new TextBlock(m_theme, this);
    value->setObjectName(name);
    addField(label, value);
    return value;
}

void FieldGrid::addField(const QString &label, QWidget *value)
{
    auto *text = new QLabel(label, this);
    text->setTextFormat(Qt::PlainText);
    text->setProperty("kind", u"muted"_s);
    const int row = m_layout->rowCount();
    m_layout->addWidget(text, row, 0, Qt::AlignTop | Qt::AlignLeft);
    m_layout->addWidget(value, row, 1);
    m_labels.insert(value, text);
}

void FieldGrid::setFieldLabel(QWidget *value, const QString &label)
{
    m_labels.value(value)->setText(label);
}

void FieldGrid::setFieldVisible(QWidget *value, bool visible)
{
    value->setVisible(visible);
    m_labels.value(value)->setVisible(visible);
}

} // namespace signalbox
